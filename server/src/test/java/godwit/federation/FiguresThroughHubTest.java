package godwit.federation;

/// [FiguresTest] where all goes through a hub.
class FiguresThroughHubTest extends FiguresTest {
  FiguresThroughHubTest() {
    super(true);
  }
}
