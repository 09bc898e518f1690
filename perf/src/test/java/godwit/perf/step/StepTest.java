package godwit.perf.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepTest {
  @ParameterizedTest
  @CsvSource({"idle-connections, idleConnections", "soak, soak", "ingest-5000-gzip, ingest5000Gzip"
  })
  void theDocumentCallsAStepByItsNameWithoutHyphens(String name, String key) {
    assertEquals(key, new Named(name).key());
  }

  private record Named(String name) implements Step {
    @Override
    public PassFigures measure() {
      return PassFigures.empty();
    }
  }
}
