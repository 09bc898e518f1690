package godwit.conformance;

import godwit.time.TimeSource;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The protocol, tried out against a server, one case after another.
///
/// Batches go to the server's own authority, dated within its window; see [Blocks] for what is in
/// them. Nothing that waits for the caller is confirmed, and nobody is certified.
public final class Conformance {
  private static final Case READABLE =
      new Case("the resolver says who the server is", "Resolvers", _ -> {});

  private Conformance() {}

  /// Tries the cases whose name or section has a text in it.
  ///
  /// @param base address to which `/resolver` is appended
  /// @param only the text; the empty one is in all
  /// @param progress is told of each result when it is there
  /// @throws IOException with a sentence if the caller's files cannot be used
  public static Report of(
      URI base, Caller caller, TimeSource clock, String only, Consumer<Result> progress)
      throws IOException {
    List<Result> results = new ArrayList<>();
    Consumer<Result> both = progress.andThen(results::add);
    try (var server = new Server(base, caller, clock)) {
      Optional<ServerProfile> known = known(server, both);
      Optional<Session> session = known.map(found ->
          signing(new Session(server, found, caller.code(), clock, caller.signing(), false)));
      for (Case each : cases()) {
        if (!each.name().contains(only) && !each.section().contains(only)) continue;
        both.accept(session
            .map(found -> tried(each, found))
            .orElseGet(() -> Result.skipped(each, "nobody is known there")));
      }
      return new Report(
          base.toString(), known.map(found -> found.self().path()).orElse(""), results);
    }
  }

  static List<Case> cases() {
    return Stream.of(
            ResolverCases.list(),
            UploadCases.list(),
            ReceiptCases.list(),
            FramingCases.list(),
            BoundCases.list(),
            AddressingCases.list(),
            JudgementCases.list(),
            SignatureCases.list(),
            JsonCases.list(),
            JsonValueCases.list(),
            PullCases.list(),
            CertificationCases.list())
        .flatMap(List::stream)
        .toList();
  }

  private static Optional<ServerProfile> known(Server server, Consumer<Result> progress) {
    try {
      ServerProfile known = ServerProfile.of(server);
      progress.accept(Result.passed(READABLE));
      return Optional.of(known);
    } catch (Mismatch mismatch) {
      progress.accept(Result.failed(READABLE, mismatch));
      return Optional.empty();
    }
  }

  /* Where no answer comes to that, the cases say so. */
  private static Session signing(Session session) {
    try {
      return session.signing();
    } catch (Mismatch none) {
      return session;
    }
  }

  private static Result tried(Case each, Session session) {
    try {
      each.script().run(session);
      return Result.passed(each);
    } catch (Mismatch mismatch) {
      return Result.failed(each, mismatch);
    } catch (Case.NotApplicable unsuited) {
      return Result.skipped(each, unsuited.why());
    }
  }
}
