package godwit.http.contract;

import godwit.http.contract.ContractCases.Case;
import java.util.List;
import java.util.stream.Stream;

/// Of [ContractCases], those in which two authorities compare what they have exchanged.
final class ContractReconciliations {
  private static final String DAY = "?date=2026-11-21";

  private ContractReconciliations() {}

  static List<Case> list() {
    return Stream.of(
            reconciliations(
                "/reconciliation/{country}/{state}",
                "/reconciliation/578/0",
                "/reconciliation/208/0",
                "/reconciliation/999/1"),
            reconciliations(
                "/reconciliation/custom/{hex}",
                "/reconciliation/custom/033a0001",
                "/reconciliation/custom/c0ffee02",
                "/reconciliation/custom/0000000a"))
        .flatMap(List::stream)
        .toList();
  }

  /* Own is this node's, away is behind it and not to be reached. */
  private static List<Case> reconciliations(String named, String own, String away, String unknown) {
    return List.of(
        ContractCases.get(named, 200, stage -> stage.france.get(own + DAY)),
        ContractCases.get(named, 200, stage -> stage.france.get(own + DAY + "&detail=1")),
        ContractCases.get(named, 400, stage -> stage.france.get(own + "?date=tomorrow")),
        ContractCases.get(named, 400, stage -> stage.france.get(own)),
        ContractCases.get(named, 400, stage -> stage.france.get(own + DAY + "&detail=1&after=x")),
        ContractCases.get(named, 400, stage -> stage.france.get(own + DAY + "&for=x")),
        ContractCases.get(named, 403, stage -> stage.austria.get(own + DAY)),
        ContractCases.get(named, 403, stage -> stage.france.get(own + DAY + "&for=208/0")),
        ContractCases.get(named, 404, stage -> stage.france.get(unknown + DAY)),
        ContractCases.get(named, 406, stage -> stage.france.get(own + DAY, ContractCases.NO_FORM)),
        ContractCases.get(
            named, 500, stage -> stage.without("batch", () -> stage.france.get(own + DAY))),
        ContractCases.get(named, 503, stage -> stage.france.get(away + DAY)),
        ContractCases.get(
            named, 503, stage -> stage.withoutDatabase(() -> stage.france.get(own + DAY))));
  }
}
