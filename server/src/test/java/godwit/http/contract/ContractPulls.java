package godwit.http.contract;

import static godwit.http.contract.ContractCases.NO_FORM;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.RunningNode;
import godwit.fixture.TestClient;
import godwit.http.contract.ContractCases.Case;
import java.util.List;
import java.util.stream.Stream;

/// Of [ContractCases], those in which a peer fetches what waits for it.
final class ContractPulls {
  private static final String NATION = "/exposure/{country}/{state}";
  private static final String CUSTOM = "/exposure/custom/{hex}";

  private ContractPulls() {}

  static List<Case> list() {
    return Stream.of(
            pulls(NATION, RunningNode.FRANCE, stage -> stage.france),
            pulls(CUSTOM, RunningNode.HUB, stage -> stage.hub),
            List.of(
                ContractCases.get(NATION, 204, stage -> stage.denmark.get("/exposure/208/0")),
                ContractCases.get(
                    CUSTOM, 204, stage -> stage.strictHub.get("/exposure/custom/c0ffee02")),
                ContractCases.get(NATION, 403, stage -> stage.austria.get("/exposure/208/0")),
                ContractCases.get(NATION, 403, stage -> stage.france.get("/exposure/208/0")),
                ContractCases.get(
                    CUSTOM, 403, stage -> stage.france.get("/exposure/custom/c0ffee01")),
                ContractCases.get(NATION, 404, stage -> stage.france.get("/exposure/999/1")),
                ContractCases.get(
                    CUSTOM, 404, stage -> stage.france.get("/exposure/custom/0000000a"))))
        .flatMap(List::stream)
        .toList();
  }

  private interface Client {
    TestClient of(ContractStage stage);
  }

  private static List<Case> pulls(String named, RoutingCode code, Client client) {
    String path = "/exposure/" + code.path();
    return List.of(
        ContractCases.get(named, 200, stage -> {
          stage.met(code, client.of(stage));
          return client.of(stage).get(path, "prefer", "wait=1");
        }),
        ContractCases.get(named, 200, stage -> {
          stage.met(code, client.of(stage));
          return client.of(stage).get(path, "accept", TestClient.JSON);
        }),
        ContractCases.get(named, 406, stage -> client.of(stage).get(path, NO_FORM)),
        ContractCases.get(named, 410, stage -> client.of(stage).get(path + "?after=none")),
        ContractCases.get(
            named,
            500,
            stage -> stage.without("outgoing", () -> client.of(stage).get(path))),
        ContractCases.get(named, 503, stage -> {
          stage.met(code, client.of(stage));
          return stage.tooManyDocuments(code);
        }));
  }
}
