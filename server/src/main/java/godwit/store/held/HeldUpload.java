package godwit.store.held;

import godwit.codec.payload.RoutingCode;
import java.time.LocalDate;
import java.util.UUID;

/// An upload that is held: where its sealed blocks lie.
///
/// @param day of its key, and of its segments
/// @param app whose batch it was
/// @param destination of its segments: this authority's own row
public record HeldUpload(
    UUID subject,
    RoutingCode app,
    LocalDate day,
    UUID attempt,
    int destination,
    int segments,
    long records) {}
