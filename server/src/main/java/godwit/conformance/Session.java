package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.payload.RoutingCode;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What a case works with: the server, what is known of it, and samples that suit it.
record Session(Server server, Known known, RoutingCode caller, InstantSource clock) {
  /// A nation that ISO has left to whoever wants it: nobody's.
  static final RoutingCode NOBODY = RoutingCode.nation(999, 0xFFFF);

  private static final RoutingCode OTHER_OPERATOR = RoutingCode.custom(0x7f7f7f7f);

  RoutingCode self() {
    return known.self();
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

  /// An empty batch of this caller's for the server.
  Sample empty() {
    return Sample.of(caller, self(), clock.instant());
  }

  /// The same with so many records.
  Sample sample(int records) {
    return empty().with(blocks().simple(records));
  }

  Answer get(String path) {
    return server.ask(Ask.get(path));
  }

  Answer ask(Ask ask) {
    return server.ask(ask);
  }

  /// Follows a link, which may name the server.
  Answer follow(String href) {
    return get(href.replaceFirst("^https?://[^/]+", ""));
  }

  /// Posts octets to the server's own authority.
  Answer post(byte[] body) {
    return ask(Ask.post(exposure(), body));
  }

  Answer method(HttpMethod method, String path) {
    return ask(Ask.get(path).method(method));
  }

  /// @throws Unsuited unless the resolver offers the operation to this client
  void requireOffer(String operation) {
    if (!known.offers(operation)) {
      throw new Unsuited("the resolver offers no " + operation + " to this client");
    }
  }

  /// @throws Unsuited if the server is a custom authority's
  void requireNation() {
    if (self().custom()) throw new Unsuited("this server is a custom authority's");
  }

  /// @throws Unsuited unless batches are taken as JSON
  void requireJson() {
    if (!known.takes(Answer.JSON)) throw new Unsuited("the resolver's formats have no JSON");
  }

  /// Has the receipt of a batch of which everything was accepted.
  static void stored(Answer answer, Sample sample) {
    JsonNode receipt = receipt(answer.is(201), sample);
    Mismatch.unlessEqual("accepted", sample.records(), receipt.path("accepted").asLong(-1));
    Mismatch.unlessEqual("rejected", 0, receipt.path("rejected").size());
    Mismatch.unlessEqual("duplicate", false, receipt.path("duplicate").asBoolean(true));
    Mismatch.unlessEqual("state", "stored", receipt.path("state").asText());
    answer.has("location", "(https?://[^/]+)?/batch/" + sample.id());
  }

  /// Has a receipt of this batch, whatever it says of it.
  static JsonNode receipt(Answer answer, Sample sample) {
    JsonNode receipt = answer.json();
    Mismatch.unlessEqual("batch", sample.id().toString(), receipt.path("batch").asText());
    Mismatch.unlessEqual("digest", sample.digest(), receipt.path("digest").asText());
    Mismatch.unlessEqual("records", sample.records(), receipt.path("records").asLong(-1));
    Mismatch.unless(receipt.path("rejected").isArray(), "rejected as an array", receipt);
    Mismatch.unlessEqual(
        "accepted and rejectedRecords together",
        sample.records(),
        receipt.path("accepted").asLong(-1) + receipt.path("rejectedRecords").asLong(-1));
    return receipt;
  }
}
