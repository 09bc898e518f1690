package godwit.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import godwit.fixture.FakeCheckout;
import godwit.fixture.FakeCheckout.Launch;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherTest {
  private final Path folder;
  private final FakeCheckout checkout;

  LauncherTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.checkout = new FakeCheckout(folder);
  }

  @BeforeEach
  void hasAJdk() throws IOException {
    checkout.jdk(checkout.jvms.resolve("jdk-25"), "25.0.3");
  }

  @Test
  void triesTheNamedJavaFirst() throws Exception {
    var named = checkout.jdk(folder.resolve("named jdk"), "26-ea");
    checkout.set("GODWIT_JAVA_HOME", named.toString());
    checkout.set("JAVA_HOME", checkout.jdk(folder.resolve("other"), "25").toString());
    assertEquals(named.resolve("bin/java").toString(), checkout.launch().java());
  }

  @Test
  void saysWhyTheNamedJavaDoesNotFitAndGoesOn() throws Exception {
    checkout.set("GODWIT_JAVA_HOME", folder.resolve("absent").toString());
    Launch launch = checkout.launch();
    assertEquals(checkout.jvms.resolve("jdk-25/bin/java").toString(), launch.java());
    assertTrue(launch.err().contains("absent: no such folder"), launch.err());
  }

  @Test
  void followsTheLinksOfTheJavaOnThePath() throws Exception {
    var home = checkout.jdk(folder.resolve("opt/jdk"), "25");
    Files.createSymbolicLink(folder.resolve("java-alternative"), home.resolve("bin/java"));
    Files.createSymbolicLink(checkout.tools.resolve("java"), Path.of("../java-alternative"));
    assertEquals(
        home.toRealPath().resolve("bin/java").toString(), checkout.launch().java());
  }

  @Test
  void passesOverWhatIsTooOldOrCannotBuild() throws Exception {
    checkout.jdk(checkout.jvms.resolve("a-old"), "1.8.0_402");
    checkout.jre(checkout.jvms.resolve("b-jre"), "25");
    assertEquals(
        checkout.jvms.resolve("jdk-25/bin/java").toString(), checkout.launch().java());
  }

  @Test
  void saysWhatItFoundWhereNoJavaFits() throws Exception {
    checkout.jdk(checkout.jvms.resolve("jdk-25"), "24.0.2");
    checkout.set("JAVA_HOME", checkout.jdk(folder.resolve("mine"), "17.0.15").toString());
    Launch launch = checkout.launch("demo");
    assertEquals(1, launch.status());
    assertEquals("", launch.out());
    assertTrue(launch.err().contains(folder.resolve("mine") + " (JAVA_HOME): Java 17\n"));
    assertTrue(launch.err().contains("jdk-25 (" + checkout.jvms + "): Java 24\n"), launch.err());
    assertTrue(launch.err().contains("install a JDK 25"), launch.err());
    assertEquals(List.of(), checkout.builds());
  }

  @Test
  void buildsOnceAndThenAfterAChangeAlone() throws Exception {
    Launch first = checkout.launch();
    assertTrue(first.err().contains("godwit: building"), first.err());
    assertEquals(1, checkout.builds().size());
    var build = checkout.builds().getFirst();
    assertTrue(build.startsWith(checkout.jvms.resolve("jdk-25") + " -q -B "), build);
    assertTrue(build.endsWith(" -pl server,ble-bridge -am package"), build);
    checkout.launch();
    assertEquals(1, checkout.builds().size());
    for (String changed : List.of("pom.xml", "codec/pom.xml", "server/src/main/java/New.java")) {
      int before = checkout.builds().size();
      Files.writeString(checkout.root.resolve(changed), "");
      checkout.launch();
      checkout.launch();
      assertEquals(before + 1, checkout.builds().size(), changed);
    }
    Files.delete(checkout.root.resolve("server/src/main/java/New.java"));
    checkout.launch();
    assertEquals(5, checkout.builds().size());
  }

  @Test
  void doesNotBuildAgainWhatMavenLeftAlone() throws Exception {
    checkout.launch();
    var bridge = checkout.root.resolve("ble-bridge/target/godwit-ble-bridge-0.1.0-SNAPSHOT.jar");
    Files.setLastModifiedTime(bridge, FileTime.from(Instant.EPOCH));
    checkout.maven("");
    checkout.launch();
    assertEquals(1, checkout.builds().size());
  }

  @Test
  void takesWhatWasBuiltWithoutIt() throws Exception {
    checkout.launch();
    Files.delete(checkout.root.resolve("target/launcher.built"));
    assertEquals("", checkout.launch().err().replaceAll("process \\d+\n", ""));
    assertEquals(1, checkout.builds().size());
  }

  @Test
  void showsTheEndOfAFailedBuildAndTriesAgain() throws Exception {
    checkout.maven("echo first; for line in 1 2 3 4 5 6 7 8; do echo; done; echo broken; exit 1");
    for (int launches = 1; launches <= 2; launches++) {
      Launch launch = checkout.launch();
      assertEquals(1, launch.status());
      assertEquals("", launch.out());
      assertTrue(launch.err().contains("broken\ngodwit: the build failed"), launch.err());
      assertEquals(launches, checkout.builds().size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void buildsOnceForTwoLaunchesAtOnce(boolean flock) throws Exception {
    if (flock) assumeTrue(checkout.allow("flock"));
    var gate = checkout.root.resolve("gate");
    assertEquals(0, FakeCheckout.status(new ProcessBuilder("mkfifo", gate.toString()).start()));
    checkout.maven("""
        cat gate
        for module in server ble-bridge; do
          mkdir -p $module/target && : >$module/target/godwit-$module-0.1.0.jar
        done
        """);
    var first = checkout.start("demo");
    assertTrue(first.errorReader().readLine().contains("building"));
    var second = checkout.start("demo");
    assertTrue(second.errorReader().readLine().contains("waiting for another launch"));
    new FileOutputStream(gate.toFile()).close();
    assertEquals(0, FakeCheckout.status(first));
    assertEquals(0, FakeCheckout.status(second));
    assertEquals(1, checkout.builds().size());
  }

  @Test
  void takesOverTheLockOfALaunchThatIsGone() throws Exception {
    var gone = new ProcessBuilder("true").start();
    assertEquals(0, FakeCheckout.status(gone));
    var lock = Files.createDirectories(checkout.root.resolve("target/launcher.lock.d"));
    Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
    assertEquals(0, checkout.launch().status());
    assertEquals(1, checkout.builds().size());
    assertTrue(Files.notExists(lock));
  }

  @Test
  void runsThroughALinkFromAnyFolder() throws Exception {
    var bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("real"), Path.of("../check out/godwit"));
    Files.createSymbolicLink(bin.resolve("godwit"), Path.of("real"));
    Launch launch = checkout.launch(folder, bin.resolve("godwit"), "--help");
    assertEquals(
        List.of(
            "@" + checkout.root.toRealPath().resolve("jvm.options"),
            "-jar",
            jar("server").toString(),
            "--help"),
        launch.arguments());
  }

  @Test
  void startsTheBridgeByItsName() throws Exception {
    var arguments = checkout.launch("bridge", "--config", "a venue.yaml", "").arguments();
    assertEquals(
        List.of("-jar", jar("ble-bridge").toString(), "--config", "a venue.yaml", ""),
        arguments.subList(1, arguments.size()));
  }

  @Test
  void usesWhatItLearnedUntilTheNextBuild() throws Exception {
    Launch learning = checkout.launch("aot");
    assertEquals(0, learning.status(), learning.err());
    Path cache = jar("server").resolveSibling("godwit-server-0.1.0-SNAPSHOT.aot");
    assertTrue(Files.exists(cache));
    assertTrue(checkout.launch("serve").arguments().contains("-XX:AOTCache=" + cache));
    assertFalse(checkout.launch("bridge").arguments().contains("-XX:AOTCache=" + cache));
    Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH));
    assertFalse(checkout.launch("serve").arguments().contains("-XX:AOTCache=" + cache));
  }

  @Test
  void saysSoWhereJavaLearnsNothing() throws Exception {
    checkout.launch();
    checkout.set("FAKE_STATUS", "3");
    assertEquals(1, checkout.launch("aot").status());
  }

  @Test
  void buildsAndStartsTheBenchmarksByTheirNameAlone() throws Exception {
    checkout.launch();
    var root = checkout.root.toRealPath();
    assertEquals(
        List.of(
            "-Dgodwit.jvm.options=" + root.resolve("jvm.options"),
            "-Dgodwit.server.jar=" + jar("server"),
            "-jar",
            jar("perf").toString(),
            "--jmh",
            "Record Cursor"),
        checkout.launch("bench", "--jmh", "Record Cursor").arguments().stream()
            .skip(1)
            .toList());
    assertEquals(2, checkout.builds().size());
    assertTrue(checkout.builds().getLast().endsWith(" -pl server,perf -am package"));
    checkout.launch("bench");
    checkout.launch();
    assertEquals(2, checkout.builds().size());
    Files.writeString(checkout.root.resolve("perf/src/main/java/New.java"), "");
    checkout.launch();
    assertEquals(2, checkout.builds().size());
    checkout.launch("bench");
    assertEquals(3, checkout.builds().size());
  }

  @Test
  void putsTheCallersOptionsAfterItsOwn() throws Exception {
    checkout.set("GODWIT_JAVA_OPTS", "-Xmx256m  -Dpattern=*");
    var arguments = checkout.launch("serve").arguments();
    assertEquals(
        List.of("-Xmx256m", "-Dpattern=*", "-jar", jar("server").toString(), "serve"),
        arguments.subList(1, arguments.size()));
  }

  @Test
  void becomesTheProgram() throws Exception {
    checkout.set("FAKE_STATUS", "2");
    Launch launch = checkout.launch("unknown");
    assertEquals(2, launch.status());
    assertTrue(launch.err().endsWith("process " + launch.process() + "\n"), launch.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "lib"})
  void runsARelease(String place) throws Exception {
    checkout.jre(checkout.jvms.resolve("jdk-25"), "25");
    Files.delete(checkout.jvms.resolve("jdk-25/bin/javac"));
    Files.delete(checkout.root.resolve("pom.xml"));
    var jar = checkout.root.toRealPath().resolve(place).resolve("godwit-server-1.0.0.jar");
    Files.createDirectories(jar.getParent());
    Files.writeString(jar, "");
    assertEquals(jar.toString(), checkout.launch().arguments().getLast());
    assertEquals(List.of(), checkout.builds());
    assertEquals(1, checkout.launch("bridge").status());
  }

  @Test
  void givesOptionsThatTheJvmKnows() throws Exception {
    var options = FakeCheckout.repository().resolve("jvm.options");
    var java = Path.of(System.getProperty("java.home"), "bin/java");
    var process = new ProcessBuilder(java.toString(), "@" + options, "-version")
        .redirectErrorStream(true)
        .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, FakeCheckout.status(process), said);
    assertFalse(said.contains("arning"), said);
  }

  private Path jar(String module) throws IOException {
    var name = "godwit-" + module + "-0.1.0-SNAPSHOT.jar";
    return checkout.root.toRealPath().resolve(module).resolve("target").resolve(name);
  }
}
