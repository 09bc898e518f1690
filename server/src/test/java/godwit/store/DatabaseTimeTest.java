package godwit.store;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DatabaseTimeTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Pattern OTHER_CLOCK = Pattern.compile(
      "(?<![\\w.])(now|clock_timestamp|statement_timestamp|transaction_timestamp)\\(\\)"
          + "|\\bcurrent_(timestamp|date|time)\\b|\\blocaltime",
      Pattern.CASE_INSENSITIVE);

  @Test
  void noStatementHasAnotherClock() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/godwit/store"))) {
      List<Path> sources =
          files.filter(file -> file.toString().endsWith(".java")).toList();
      assertFalse(sources.isEmpty());
      for (Path source : sources) {
        assertFalse(OTHER_CLOCK.matcher(Files.readString(source)).find(), source::toString);
      }
    }
  }

  @Test
  void noTableAndNoFunctionHasAnotherClock() {
    try (TestStore store = TestStore.open()) {
      store
          .query("""
              select pg_get_expr(adbin, adrelid) from pg_attrdef
              union all select pg_get_functiondef(oid) from pg_proc
                where pronamespace = current_schema()::regnamespace and proname <> 'godwit_now'""")
          .forEach(
              row -> assertFalse(OTHER_CLOCK.matcher(row.getString(0)).find(), row::deepToString));
      long defaults = store.number("""
          select count(*) from pg_attrdef where pg_get_expr(adbin, adrelid) = 'godwit_now()'""");
      assertTrue(defaults >= 8, () -> "only " + defaults);
    }
  }

  @Test
  void aPlanHasTheServersOwnClockInItsPlace() {
    try (TestStore store = TestStore.open()) {
      StringBuilder plan = new StringBuilder();
      store
          .query("explain (verbose) select from attempt where heartbeat < godwit_now()")
          .forEach(row -> plan.append(row.getString(0)));
      assertTrue(plan.indexOf("now()") >= 0, plan::toString);
      assertFalse(plan.indexOf("godwit_now") >= 0, plan::toString);
    }
  }

  @Test
  void leasesRunOutOnAClockThatATestMoves() {
    try (TestStore store = TestStore.open()) {
      var source = new Fetches.Source(RoutingCode.nation(578, 0), RoutingCode.nation(208, 0));
      Fetches mine = new Fetches(store.pool, UUID.randomUUID());
      Fetches others = new Fetches(store.pool, UUID.randomUUID());
      /* Both have their plans already: another clock is heeded all the same. */
      assertTrue(await(mine.lease(source, LEASE)).isPresent());
      assertEquals(Optional.empty(), await(others.lease(source, LEASE)));
      await(mine.release(source));
      DatabaseTime time = DatabaseTime.of(store.pool, NOON);
      assertTrue(await(mine.lease(source, LEASE)).isPresent());
      time.pass(LEASE);
      assertEquals(Optional.empty(), await(others.lease(source, LEASE)));
      time.pass(Duration.ofMillis(1));
      assertTrue(await(others.lease(source, LEASE)).isPresent());
    }
  }
}
