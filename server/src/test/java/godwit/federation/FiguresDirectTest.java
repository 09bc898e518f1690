package godwit.federation;

/// [FiguresTest] where the two authorities exchange with each other.
class FiguresDirectTest extends FiguresTest {
  FiguresDirectTest() {
    super(false);
  }
}
