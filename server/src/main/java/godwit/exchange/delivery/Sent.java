package godwit.exchange.delivery;

import godwit.store.outgoing.Outgoing;
import java.util.HexFormat;
import java.util.UUID;

/// What a batch was when it was sent: a receipt that says otherwise is not its receipt.
///
/// @param digest as receipts spell it: `sha-256:` and 64 hex digits in lower case
public record Sent(UUID batch, String digest, long records) {
  /// The same of a batch that is on its way, or was.
  public static Sent of(Outgoing outgoing) {
    return new Sent(
        outgoing.preamble().batch(),
        "sha-256:" + HexFormat.of().formatHex(outgoing.digest().getBytes()),
        outgoing.records());
  }
}
