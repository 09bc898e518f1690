package godwit.store.segment;

import java.util.UUID;

/// The attempt had seemed dead, and is being removed: the upload is to be sent again.
public final class AttemptLost extends RuntimeException {
  AttemptLost(UUID attempt) {
    super("attempt " + attempt + " was removed", null, false, false);
  }
}
