package godwit.phone;

import godwit.codec.keys.RobertHello;
import godwit.codec.keys.RobertMacKey;
import godwit.codec.keys.RobertTime;
import godwit.codec.keys.Secret;
import godwit.codec.payload.Bytes;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;

/// HELLOs of ROBERT: ephemeral ids that the authority gives, with the time and a MAC.
public final class RobertPhone implements Broadcast.Registered {
  private static final int ROBERT_TYPE = 0x88;

  private final Registration registration;

  private RobertPhone(Registration registration) {
    this.registration = registration;
  }

  /// Registers its owner.
  public static RobertPhone of(AuthorityClient home) throws IOException {
    return new RobertPhone(Registration.of(home, "robert"));
  }

  @Override
  public int payloadType() {
    return ROBERT_TYPE;
  }

  @Override
  public String secret() {
    return registration.secret();
  }

  @Override
  public byte[] data(Instant time) throws IOException {
    byte[] id = Base64.getUrlDecoder().decode(registration.identifier(time));
    Bytes country = Bytes.copyOf(id, 0, 1);
    Bytes ephemeral = Bytes.copyOf(id, 1, id.length - 1);
    int low16 = RobertTime.low16(time);
    Secret key = Secret.copyOf(Base64.getUrlDecoder().decode(registration.key()));
    Bytes mac = new RobertMacKey(key).mac(country, ephemeral, low16);
    return new RobertHello(country, ephemeral, low16, mac).bytes().toArray();
  }
}
