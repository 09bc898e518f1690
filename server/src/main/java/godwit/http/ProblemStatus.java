package godwit.http;

import godwit.domain.ProblemType;

/// Which status of HTTP stands for a problem.
///
/// - source: docs/protocol.md, "Errors"
public final class ProblemStatus {
  private ProblemStatus() {}

  public static int of(ProblemType type) {
    return switch (type) {
      case BAD_MAGIC,
          BAD_PREAMBLE,
          BAD_BLOCK,
          BAD_CRC,
          BAD_LENGTH,
          BAD_TOTAL,
          BAD_DIGEST,
          BAD_SIGNATURE,
          TRUNCATED,
          TRAILING_BYTES,
          BAD_GZIP,
          BAD_JSON,
          BAD_CODE,
          DESTINATION_MISMATCH,
          LOOP -> 400;
      case BAD_TOKEN -> 401;
      case UNKNOWN_PEER,
          NOT_AUTHORISED_FOR_ORIGIN,
          NOT_AUTHORISED_FOR_DESTINATION,
          SIGNATURE_REQUIRED -> 403;
      case UNKNOWN_AUTHORITY, UNKNOWN_BATCH -> 404;
      case TOO_SLOW -> 408;
      case BATCH_CONFLICT, CLAIM_CONFLICT -> 409;
      case CURSOR_EXPIRED -> 410;
      case TOO_LARGE, EXPANSION_RATIO -> 413;
      case MEDIA_TYPE, CONTENT_ENCODING -> 415;
      case NOTHING_ACCEPTED, STALE -> 422;
      case OVER_QUOTA -> 429;
      case INTERNAL -> 500;
      case OVERLOADED, PAUSED -> 503;
    };
  }
}
