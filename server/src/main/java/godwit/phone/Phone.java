package godwit.phone;

import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.ContactSection.Reading;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SectionCursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/// One user's phone: it broadcasts, hears others, uploads what it heard when its owner is ill, and
/// tells its owner of a risk.
public final class Phone {
  private static final int STRENGTH_DBM = -50;
  private static final int READING_SECONDS = 60;
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private final AuthorityClient home;
  private final RoutingCode code;
  private final Broadcast says;
  private final List<Heard> heard = new ArrayList<>();
  private final Set<Said> said = new HashSet<>();

  private record Heard(byte[] payload, Instant start, Duration length) {}

  private record Said(Bytes payload, int date) {}

  /// @param code of the owner's authority, which payloads carry
  public Phone(AuthorityClient home, RoutingCode code, Broadcast says) {
    this.home = home;
    this.code = code;
    this.says = says;
  }

  /// Was near another for some time: each notes the other.
  public void meets(Phone other, Instant start, Duration length) throws IOException {
    hears(other.broadcasts(start), start, length);
    other.hears(broadcasts(start), start, length);
  }

  /// What it says at a time, exposure header first.
  public byte[] broadcasts(Instant time) throws IOException {
    byte[] data = says.data(time);
    byte[] payload = new byte[ExposureHeader.BYTES + data.length];
    ExposureHeader.put(payload, 0, says.payloadType(), code.code());
    System.arraycopy(data, 0, payload, ExposureHeader.BYTES, data.length);
    said.add(new Said(Bytes.copyOf(payload), (int) (time.getEpochSecond() / DAY_SECONDS)));
    return payload;
  }

  /// Notes what was near.
  public void hears(byte[] payload, Instant start, Duration length) {
    heard.add(new Heard(payload, start, length));
  }

  /// Uploads all that was noted under a code, to the owner's authority.
  ///
  /// @return how many contact events were accepted
  public long upload(String permission, Instant now) throws IOException {
    return home.upload(home.token(permission), batch(now));
  }

  /// What is known of the owner's risk, in shares of the threshold: from 1 on there is an alert.
  ///
  /// @param list of the owner's authority, as it was read last
  public double risk(ListSums list) throws IOException {
    return switch (says) {
      case Broadcast.Listed _ ->
        said.stream()
            .mapToDouble(each -> list.of(each.payload().toArray(), each.date()))
            .sum();
      case Broadcast.Registered registered ->
        home.status(registered.secret()).getJsonArray("days").stream()
            .mapToDouble(day -> ((io.vertx.core.json.JsonObject) day).getDouble("risk"))
            .sum();
    };
  }

  /// Forgets everything, here and with the authority.
  public void delete() throws IOException {
    heard.clear();
    said.clear();
    if (says instanceof Broadcast.Registered registered) home.erase(registered.secret());
  }

  private byte[] batch(Instant now) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      Preamble preamble =
          new Preamble(Magic.CONTACTS, 0, UUID.randomUUID(), code, code, now.toEpochMilli());
      BatchWriter writer = new BatchWriter(preamble, gzip);
      BlockBuilder block = BlockBuilder.contacts();
      for (Heard each : heard) {
        if (add(block, each)) continue;
        writer.block(block);
        add(block, each);
      }
      writer.block(block);
      writer.finish();
    }
    return bytes.toByteArray();
  }

  private static boolean add(BlockBuilder block, Heard heard) {
    long start = heard.start().getEpochSecond();
    long seconds = heard.length().toSeconds();
    return block.addContact(start, start + seconds, heard.payload(), readings(seconds));
  }

  /* One a minute, of somebody within a metre. */
  private static byte[] readings(long seconds) {
    int count = (int) Math.max(1, seconds / READING_SECONDS);
    byte[] section = new byte[SectionCursor.HEAD_BYTES + count * Reading.BYTES];
    int data =
        SectionCursor.putHead(section, 0, ContactSection.READINGS_CODE, count * Reading.BYTES);
    for (int minute = 0; minute < count; minute++) {
      Reading.put(section, data + minute * Reading.BYTES, READING_SECONDS * minute, STRENGTH_DBM);
    }
    return section;
  }
}
