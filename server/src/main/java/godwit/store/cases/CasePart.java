package godwit.store.cases;

import java.time.LocalDate;
import java.util.UUID;

/// What a contact batch adds to its case.
///
/// @param permission under which it came
/// @param day on which its exposures count as received
/// @param events that became exposures with it, and how many batches of the case were known when it
///     was read
public record CasePart(UUID caseId, UUID permission, LocalDate day, EventIds events) {}
