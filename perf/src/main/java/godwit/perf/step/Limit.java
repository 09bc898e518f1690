package godwit.perf.step;

/// The parts of an upload that are measured alone, with what each reached when nothing else ran.
///
/// References are of one machine of two Xeon cores at 2.5 GHz; on it and quiet, a part reaches 0.8
/// of its reference or something disturbs.
enum Limit {
  INFLATE("inflate", "JDK Inflater, 64 KiB", Double.NaN, Basis.CPU),
  /// Shows whether the machine is what it was: how fast bytes inflate depends on the bytes.
  INFLATE_REFERENCE("inflateReference", "JDK Inflater, records of the reference", 250, Basis.CPU),
  TLS("tls", "AES-256-GCM unwrap", 2_578, Basis.CPU),
  SHA256("sha256", "SHA-256", Double.NaN, Basis.CPU),
  CRC32C("crc32c", "CRC-32C", Double.NaN, Basis.CPU),
  APPEND("append", "PostgreSQL append", 155, Basis.WALL),
  LOOPBACK("loopback", "loopback receive", 2_350, Basis.WALL);

  /// What the reference divides by.
  enum Basis {
    CPU,
    WALL
  }

  final String key;
  final String title;
  final double megabytesPerSecond;
  final Basis basis;

  Limit(String key, String title, double megabytesPerSecond, Basis basis) {
    this.key = key;
    this.title = title;
    this.megabytesPerSecond = megabytesPerSecond;
    this.basis = basis;
  }

  /// Whether uploads go through it.
  boolean isOfUploads() {
    return this != INFLATE_REFERENCE;
  }

  /// Whether what it handles is the body as sent, and not as decoded.
  boolean isOfTheWire() {
    return this == TLS || this == LOOPBACK;
  }
}
