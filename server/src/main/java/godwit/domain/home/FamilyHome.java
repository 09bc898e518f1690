package godwit.domain.home;

import godwit.codec.payload.Bytes;
import java.time.Instant;
import java.util.Optional;

/// One family of a [KeyedHome]: how its identifiers are made, and read. Not for several threads.
sealed interface FamilyHome permits RobertHome, BlueTraceHome {
  /// Whether payloads of this type have identifiers that it can read; later versions may not.
  boolean reads(int payloadType);

  /// What names the user of a registration inside identifiers.
  Bytes identity(Bytes registration);

  Issue issue(Bytes registration, Instant from);

  /// What names the user inside these data; empty if they are not valid on that day.
  Optional<Bytes> open(int date, byte[] bytes, int offset, int length);
}
