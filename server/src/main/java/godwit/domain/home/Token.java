package godwit.domain.home;

import godwit.codec.payload.Bytes;

/// What somebody heard of one of this authority's users.
///
/// @param date of the contact, days since 1970-01-01 UTC
/// @param data of the payload, behind its exposure header
public record Token(int payloadType, int date, Bytes data) {}
