package godwit.trust;

import java.util.List;

/// What connections between authorities may be encrypted with.
///
/// - shape: names as JSSE has them; of TLS 1.2 those for certificates with a key for ECDSA
/// - source: docs/protocol.md, "Keys and identities"; RFC 9325, 4.2
public final class CipherSuites {
  public static final List<String> BETWEEN_AUTHORITIES = List.of(
      "TLS_AES_128_GCM_SHA256",
      "TLS_AES_256_GCM_SHA384",
      "TLS_CHACHA20_POLY1305_SHA256",
      "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
      "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");

  private CipherSuites() {}
}
