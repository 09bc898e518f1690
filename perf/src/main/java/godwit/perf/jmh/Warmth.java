package godwit.perf.jmh;

/// What a JVM has done before a benchmark measures it.
///
/// A fork that has run one loop only knows one shape of data, and its compiler bets on that. A
/// server
/// has seen every shape before the block that counts; what a polluted profile costs shows there.
public enum Warmth {
  ALONE,
  AFTER_OTHERS
}
