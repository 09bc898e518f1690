package godwit.demo;

import godwit.demo.ContactEvents.Upload;
import godwit.phone.AuthorityClient;
import godwit.time.TimeSource;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Infected people's phones, each with a code of its own, a bounded number of them at once.
final class Uploads {
  private static final int ONSET_DAYS_BEFORE_TEST = 2;

  private final List<Upload> uploads;
  private final Map<Country, AuthorityClient> servers;
  private final Map<Country, Ledger> ledgers;
  private final ContactEvents events;
  private final CrossingTimes times;
  private final LocalDate test;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicLong confirmed = new AtomicLong();

  Uploads(
      List<Upload> uploads,
      Map<Country, AuthorityClient> servers,
      Map<Country, Ledger> ledgers,
      ContactEvents events,
      CrossingTimes times,
      Instant now) {
    this.uploads = uploads;
    this.servers = servers;
    this.ledgers = ledgers;
    this.events = events;
    this.times = times;
    this.test = LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  /// The uploads that so many contact events make, the two stories in turn.
  static List<Upload> plan(int records, int contactsPerUpload) {
    List<Upload> uploads = new ArrayList<>();
    int norwegian = (records + 1) / 2;
    int french = records - norwegian;
    while (norwegian + french > 0) {
      Country home = norwegian >= french ? Country.NORWAY : Country.FRANCE;
      int contacts = Math.min(contactsPerUpload, home == Country.NORWAY ? norwegian : french);
      uploads.add(new Upload(uploads.size(), home, contacts));
      if (home == Country.NORWAY) norwegian -= contacts;
      else french -= contacts;
    }
    return uploads;
  }

  /// Uploads one after another until none is left; run by as many threads as shall be at it.
  void work() throws IOException {
    for (int index = next.getAndIncrement();
        index < uploads.size();
        index = next.getAndIncrement()) {
      upload(uploads.get(index));
      done.incrementAndGet();
    }
  }

  boolean areDone() {
    return done.get() == uploads.size();
  }

  /// Contact events that were confirmed so far.
  long confirmed() {
    return confirmed.get();
  }

  private void upload(Upload upload) throws IOException {
    AuthorityClient server = at(servers, upload.home());
    String token = server.token(server.code(test, test.minusDays(ONSET_DAYS_BEFORE_TEST)));
    byte[] batch = events.batch(
        upload,
        (sender, phone, payload) ->
            at(ledgers, sender).expect(upload.home(), upload.index(), phone, payload));
    long accepted = server.upload(token, batch);
    times.answered(upload.index(), TimeSource.system().nanoTime());
    if (accepted != upload.contacts()) {
      throw new IOException(
          "of " + upload.contacts() + " contact events only " + accepted + " were accepted");
    }
    confirmed.addAndGet(accepted);
  }

  private static <T> T at(Map<Country, T> map, Country country) {
    T value = map.get(country);
    if (value == null) throw new IllegalStateException("nothing of " + country);
    return value;
  }
}
