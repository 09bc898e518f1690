package godwit.domain.home;

import godwit.codec.payload.Bytes;

/// What a home system says of one token.
public sealed interface Reading {
  /// It is a user's, who may have gone since.
  ///
  /// @param user opaque, the same for all tokens of a registration
  /// @param token what stands for the token where it is remembered: nothing to anybody without
  ///     the system's key
  record User(Bytes user, Bytes token) implements Reading {}

  /// Nobody was ever given it, or it was not heard when it was in use.
  record NotValid() implements Reading {}
}
