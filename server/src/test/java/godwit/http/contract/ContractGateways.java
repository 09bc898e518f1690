package godwit.http.contract;

import static godwit.http.contract.ContractCases.JSON;
import static godwit.http.contract.ContractCases.NO_FORM;
import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.fixture.SampleBatch;
import godwit.http.contract.ContractCases.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The requests of [ContractCases] that gateways of venues make.
final class ContractGateways {
  private static final String CONTACT = "/contact";
  private static final String REQUESTS = "/venue-request";

  private ContractGateways() {}

  static List<Case> list() {
    List<Case> all = new ArrayList<>(contacts());
    all.addAll(refusals());
    all.addAll(requests());
    return all;
  }

  private static List<Case> contacts() {
    return List.of(
        ContractCases.post(CONTACT, 200, stage -> {
          byte[] batch = ContractStage.contacts(2).bytes();
          stage.gateway.post(CONTACT, batch);
          return stage.gateway.post(CONTACT, batch);
        }),
        ContractCases.post(
            CONTACT,
            201,
            stage -> stage.gateway.post(CONTACT, ContractStage.contacts(2).bytes())),
        ContractCases.post(
            CONTACT,
            201,
            stage -> stage.gateway.post(
                CONTACT, ContractCases.contacts("EAJCAAAAAQIDBAUGBwgJCgsMDQ4P"), JSON)),
        ContractCases.post(
            CONTACT,
            400,
            stage -> stage.gateway.post(CONTACT, SampleBatch.simple(1).bytes())),
        ContractCases.post(
            CONTACT, 400, stage -> stage.gateway.post(CONTACT, "{}".getBytes(UTF_8), JSON)),
        ContractCases.post(
            CONTACT, 422, stage -> stage.gateway.post(CONTACT, ContractCases.contacts(""), JSON)),
        ContractCases.post(
            CONTACT,
            403,
            stage -> stage.france.post(CONTACT, ContractStage.contacts(1).bytes())));
  }

  private static List<Case> refusals() {
    return List.of(
        ContractCases.post(CONTACT, 408, stage -> {
          throw new AssertionError("is slow");
        }),
        ContractCases.post(CONTACT, 409, stage -> {
          UUID id = UUID.randomUUID();
          stage.gateway.post(CONTACT, ContractStage.contacts(1).id(id).bytes());
          return stage.gateway.post(CONTACT, ContractStage.contacts(2).id(id).bytes());
        }),
        ContractCases.post(CONTACT, 413, stage -> {
          SampleBatch large = ContractStage.contacts(5_000);
          for (int part = 0; part < 8; part++) {
            large.block(ContractCases.block(ContractStage.contacts(5_000)));
          }
          return stage.gateway.post(CONTACT, large.bytes());
        }),
        ContractCases.post(
            CONTACT,
            415,
            stage -> stage.gateway.post(
                CONTACT, ContractStage.contacts(1).bytes(), "content-type", "text/plain")),
        ContractCases.post(
            CONTACT,
            422,
            stage -> stage.gateway.post(
                CONTACT, ContractStage.contacts(1, 1_000_000_000L).bytes())),
        ContractCases.post(
            CONTACT,
            500,
            stage -> stage.without(
                "batch",
                () -> stage.gateway.post(CONTACT, ContractStage.contacts(1).bytes()))),
        ContractCases.post(
            CONTACT,
            503,
            stage -> stage.withoutMemory(
                () -> stage.gateway.post(CONTACT, ContractStage.contacts(1).bytes()))));
  }

  private static List<Case> requests() {
    return List.of(
        ContractCases.get(REQUESTS, 200, stage -> stage.gateway.get(REQUESTS)),
        ContractCases.get(REQUESTS, 403, stage -> stage.france.get(REQUESTS)),
        ContractCases.get(REQUESTS, 406, stage -> stage.gateway.get(REQUESTS, NO_FORM)),
        ContractCases.get(
            REQUESTS, 500, stage -> stage.without("outbreak", () -> stage.gateway.get(REQUESTS))),
        ContractCases.get(
            REQUESTS, 503, stage -> stage.withoutDatabase(() -> stage.gateway.get(REQUESTS))));
  }
}
