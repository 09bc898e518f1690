package godwit.bridge.spool;

import java.io.IOException;

/// The spool could not take or give something: nothing of it was acknowledged.
public final class SpoolException extends IOException {
  SpoolException(String text) {
    super(text);
  }

  SpoolException(String text, Throwable cause) {
    super(text, cause);
  }
}
