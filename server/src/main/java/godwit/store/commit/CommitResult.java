package godwit.store.commit;

import godwit.domain.Receipt;

/// What became of an upload.
public sealed interface CommitResult {
  /// It is durable.
  record Committed(Receipt receipt) implements CommitResult {}

  /// Its key was held already, with the same digest: this is what was answered then.
  record Held(Receipt receipt) implements CommitResult {}

  /// Its key is held with another digest.
  record Conflict() implements CommitResult {}

  /// Its segments were removed because it had seemed dead: to be sent again.
  record AttemptLost() implements CommitResult {}

  /// Another upload of its case came first, and has a contact event of it: to be sent again.
  record Overtaken() implements CommitResult {}

  /// Too many uploads wait for their commit: to be sent again.
  record Full() implements CommitResult {}
}
