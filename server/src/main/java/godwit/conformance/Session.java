package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.batch.EndBlock;
import godwit.codec.payload.RoutingCode;
import godwit.trust.keys.SigningKey;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;

/// What a case works with: the server, what is known of it, and samples that suit it.
///
/// @param key that this caller signs with, where it has one
/// @param isKeyKnown whether the server verifies what it signs
record Session(
    Server server,
    ServerProfile profile,
    RoutingCode caller,
    InstantSource clock,
    Optional<SigningKey> key,
    boolean isKeyKnown) {
  /// A nation that ISO has left to whoever wants it: nobody's.
  static final RoutingCode NOBODY = RoutingCode.nation(999, 0xFFFF);

  private static final int CREATED = 201;
  private static final int MARGIN = 60; // seconds that two clocks may differ by

  /// Days before today that a contact may have been on.
  static final int WINDOW_DAYS = 21;

  private static final RoutingCode OTHER_OPERATOR = RoutingCode.custom(0x7f7f7f7f);

  RoutingCode self() {
    return profile.self();
  }

  /// Somebody of the server's own kind, who is not the server.
  RoutingCode other() {
    return self().custom() ? OTHER_OPERATOR : NOBODY;
  }

  /// Where batches for the server's own authority go.
  String exposure() {
    return "/exposure/" + self().path();
  }

  /// Blocks that this server takes.
  Blocks blocks() {
    return new Blocks(self(), today().minusDays(1));
  }

  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /// Blocks of a day before the window: they are read, and nothing of them is kept.
  Blocks oldBlocks() {
    return blocks().on(today().minusDays(WINDOW_DAYS + 9));
  }

  /// @throws Case.NotApplicable where the server's clock may say another day than this one's
  void requireFarFromMidnight() {
    LocalDate soon = LocalDate.ofInstant(clock.instant().plusSeconds(MARGIN), ZoneOffset.UTC);
    LocalDate justNow = LocalDate.ofInstant(clock.instant().minusSeconds(MARGIN), ZoneOffset.UTC);
    if (!soon.equals(justNow)) throw new Case.NotApplicable("it is about midnight, UTC");
  }

  /// An empty batch of this caller's for the server.
  Sample empty() {
    Sample empty = Sample.of(caller, self(), clock.instant());
    return isKeyKnown ? empty.signed(key.map(Session::signer).orElseThrow()) : empty;
  }

  /// Signs as a key's holder does.
  static Function<byte[], Optional<EndBlock.Signature>> signer(SigningKey key) {
    return digest -> Optional.of(new EndBlock.Signature(key.shown().id(), key.sign(digest)));
  }

  /// The same, which signs from now on where the server knows its key.
  Session signing() {
    if (key.isEmpty()) return this;
    Sample tried = empty().signed(signer(key.get()));
    Answer answer = post(tried.octets());
    boolean known = answer.status() == CREATED;
    return new Session(server, profile, caller, clock, key, known);
  }

  /// The key that this caller signs with.
  ///
  /// @throws Case.NotApplicable unless the server verifies what it signs
  SigningKey requireKey() {
    if (key.isEmpty()) throw new Case.NotApplicable("the configuration has no keys.signing");
    if (!isKeyKnown) throw new Case.NotApplicable("this caller's signing key is not known there");
    return key.get();
  }

  /// The same with so many records.
  Sample sample(int records) {
    return empty().with(blocks().simple(records));
  }

  Answer get(String path) {
    return server.ask(Request.get(path));
  }

  Answer ask(Request ask) {
    return server.ask(ask);
  }

  /// Follows a link, which may name the server.
  Answer follow(String href) {
    return get(href.replaceFirst("^https?://[^/]+", ""));
  }

  /// Posts octets to the server's own authority.
  Answer post(byte[] body) {
    return ask(Request.post(exposure(), body));
  }

  Answer method(HttpMethod method, String path) {
    return ask(Request.get(path).method(method));
  }

  /// @throws Case.NotApplicable unless the resolver offers the operation to this client
  void requireOffer(String operation) {
    if (!profile.offers(operation)) {
      throw new Case.NotApplicable("the resolver offers no " + operation + " to this client");
    }
  }

  /// @throws Case.NotApplicable if the server is a custom authority's
  void requireNation() {
    if (self().custom()) throw new Case.NotApplicable("this server is a custom authority's");
  }

  /// @throws Case.NotApplicable unless batches are taken as JSON
  void requireJson() {
    if (!profile.takes(Answer.JSON))
      throw new Case.NotApplicable("the resolver's formats have no JSON");
  }

  /// Has the receipt of a batch of which everything was accepted.
  static void stored(Answer answer, Sample sample) {
    JsonNode receipt = receipt(answer.is(201), sample);
    Mismatch.unlessEqual("accepted", sample.records(), receipt.path("accepted").asLong(-1));
    Mismatch.unlessEqual("rejected", 0, receipt.path("rejected").size());
    Mismatch.unlessEqual("rejectedRecords", 0, receipt.path("rejectedRecords").asInt(-1));
    Mismatch.unlessEqual("duplicate", false, receipt.path("duplicate").asBoolean(true));
    Mismatch.unlessEqual("state", "stored", receipt.path("state").asText());
    answer.has("location", "(https?://[^/]+)?/batch/" + sample.id());
  }

  /// Has a receipt of this batch, whatever it says of it.
  static JsonNode receipt(Answer answer, Sample sample) {
    return receipt(answer.json(), sample);
  }

  static JsonNode receipt(JsonNode receipt, Sample sample) {
    Mismatch.unlessEqual("batch", sample.id().toString(), receipt.path("batch").asText());
    Mismatch.unlessEqual("digest", sample.digest(), receipt.path("digest").asText());
    Mismatch.unlessEqual("records", sample.records(), receipt.path("records").asLong(-1));
    Mismatch.unless(receipt.path("rejected").isArray(), "rejected as an array", receipt);
    Mismatch.unless(receipt.path("duplicate").isBoolean(), "duplicate, true or false", receipt);
    Mismatch.unless(receipt.path("rejected").size() <= 1_000, "at most 1,000 entries", receipt);
    Mismatch.unlessEqual(
        "accepted and rejectedRecords together",
        sample.records(),
        receipt.path("accepted").asLong(-1) + receipt.path("rejectedRecords").asLong(-1));
    return receipt;
  }
}
