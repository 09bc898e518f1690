package godwit.store.segment;

import java.time.LocalDate;
import java.util.UUID;

/// A segment of one upload, and where it belongs.
///
/// @param day on which its upload began: the partition
/// @param attempt of its upload
public record UploadSegment(LocalDate day, UUID attempt, StoredSegment segment) {}
