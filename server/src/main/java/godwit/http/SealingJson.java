package godwit.http;

import godwit.codec.sealing.SealingKey;
import godwit.trust.keys.ListedSealingKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// Keys to seal to, as documents list them.
///
/// - shape: `[{"id", "kem", "kdf", "aead", "publicKey", "notAfter", "signer", "signature"}]`
/// - units: id of 16 hex digits, signer of 64; point and signature are base64url without padding;
///   kem, kdf and aead are numbers of RFC 9180
/// - errors: none
/// - source: docs/protocol.md, "Sealing keys"
public final class SealingJson {
  private SealingJson() {}

  public static JsonArray of(List<ListedSealingKey> listed) {
    var base64 = Base64.getUrlEncoder().withoutPadding();
    JsonArray keys = new JsonArray();
    for (ListedSealingKey each : listed) {
      keys.add(new JsonObject()
          .put("id", each.key().name())
          .put("kem", SealingKey.KEM)
          .put("kdf", SealingKey.KDF)
          .put("aead", SealingKey.AEAD)
          .put("publicKey", base64.encodeToString(each.key().point()))
          .put("notAfter", each.notAfter().toString())
          .put("signer", HexFormat.of().formatHex(each.signer()))
          .put("signature", base64.encodeToString(each.signature())));
    }
    return keys;
  }
}
