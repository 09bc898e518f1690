package godwit.http.contract;

import static godwit.http.contract.ContractCases.JSON;
import static godwit.http.contract.ContractCases.NO_FORM;
import static godwit.http.contract.ContractCases.phone;
import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.fixture.TestClient;
import godwit.http.contract.ContractCases.Case;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;

/// The cases of registration and status.
final class ContractRegistrations {
  private static final String REGISTER = "/register";
  private static final String STATUS = "/status";
  private static final byte[] ROBERT = "{\"family\": \"robert\"}".getBytes(UTF_8);
  private static final byte[] NOBODYS = "{\"family\": \"pact\"}".getBytes(UTF_8);

  private ContractRegistrations() {}

  static List<Case> list() {
    List<Case> cases = new ArrayList<>();
    cases.add(phone("post", REGISTER, 201, ContractRegistrations::added));
    cases.add(phone("post", REGISTER, 400, stage -> stage.phone.post(REGISTER, NOBODYS, JSON)));
    cases.add(phone("post", REGISTER, 406, stage -> stage.phone.post(REGISTER, ROBERT, NO_FORM)));
    cases.add(phone(
        "post",
        REGISTER,
        429,
        stage -> stage.withoutRegistrations(() -> stage.phone.post(REGISTER, ROBERT, JSON))));
    cases.add(phone(
        "post",
        REGISTER,
        500,
        stage -> stage.without("registration", () -> stage.phone.post(REGISTER, ROBERT, JSON))));
    cases.add(phone(
        "post",
        REGISTER,
        503,
        stage -> stage.withoutDatabase(() -> stage.phone.post(REGISTER, ROBERT, JSON))));
    cases.addAll(known("post", REGISTER, 200));
    cases.addAll(known("post", STATUS, 200));
    cases.add(phone("post", STATUS, 406, stage -> {
      String secret = secret(stage);
      return stage.phone.post(STATUS, new byte[0], "authorization", secret, "accept", "text/html");
    }));
    for (String path : List.of(REGISTER, STATUS)) {
      cases.add(phone(
          "post",
          path,
          413,
          stage -> stage.phone.post(path, new byte[100_000], "authorization", secret(stage))));
    }
    cases.addAll(known("delete", REGISTER, 204));
    cases.addAll(failures("post", STATUS));
    cases.addAll(failures("delete", REGISTER));
    return cases;
  }

  private static List<Case> known(String method, String path, int status) {
    return List.of(
        phone(method, path, status, stage -> ask(stage, method, path, secret(stage))),
        phone(method, path, 401, stage -> ask(stage, method, path, "Bearer nobody's")));
  }

  private static List<Case> failures(String method, String path) {
    return List.of(
        phone(method, path, 429, stage -> {
          String secret = secret(stage);
          return stage.withoutRegistrations(() -> ask(stage, method, path, secret));
        }),
        phone(method, path, 500, stage -> {
          String secret = secret(stage);
          return stage.without("registration", () -> ask(stage, method, path, secret));
        }),
        phone(method, path, 503, stage -> {
          String secret = secret(stage);
          return stage.withoutDatabase(() -> ask(stage, method, path, secret));
        }));
  }

  private static TestClient.Reply added(ContractStage stage) {
    return stage.phone.post(REGISTER, ROBERT, JSON);
  }

  private static String secret(ContractStage stage) {
    return "Bearer " + added(stage).json().getString("registration");
  }

  private static TestClient.Reply ask(
      ContractStage stage, String method, String path, String authorization) {
    return method.equals("post")
        ? stage.phone.post(path, new byte[0], "authorization", authorization)
        : await(
            stage.phone.send(HttpMethod.DELETE, path, new byte[0], "authorization", authorization));
  }
}
