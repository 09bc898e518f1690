package godwit.http.contract;

import static godwit.http.contract.ContractCases.phone;

import godwit.http.contract.ContractCases.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Of [ContractCases], those of the lists that phones read, whole and in part.
final class ContractLists {
  private ContractLists() {}

  static List<Case> list() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(pages("/exposure-list", "/exposure-list"));
    cases.addAll(pages("/venue-list", "/venue-list"));
    String nation = "/exposure-list/{country}/{state}/{family}";
    cases.addAll(pages(nation, "/exposure-list/578/0/16"));
    cases.add(phone("get", nation, 404, stage -> stage.phone.get("/exposure-list/250/0/16")));
    String custom = "/exposure-list/custom/{hex}/{family}";
    cases.addAll(pages(custom, "/exposure-list/custom/033a0001/0"));
    cases.add(
        phone("get", custom, 404, stage -> stage.phone.get("/exposure-list/custom/033a0001/1")));
    cases.addAll(filters(nation, "/exposure-list/578/0/16"));
    cases.addAll(filters(custom, "/exposure-list/custom/033a0001/0"));
    cases.add(phone("get", "/config", 200, stage -> {
      stage.list("/exposure-list/578/0/16");
      return stage.phone.get("/config");
    }));
    cases.add(
        phone("get", "/config", 406, stage -> stage.phone.get("/config", ContractCases.NO_FORM)));
    return cases;
  }

  private static List<Case> filters(String named, String path) {
    List<Case> cases = new ArrayList<>(pages(named + "/filter", path + "/filter"));
    String elsewhere = path.replaceFirst("/[0-9]+$", "/1/filter");
    cases.add(phone("get", named + "/filter", 404, stage -> stage.phone.get(elsewhere)));
    String bucket = named + "/filter/{id}/{bucket}";
    cases.add(phone("get", bucket, 200, stage -> stage.phone.get(stage.bucket(path))));
    cases.add(phone("get", bucket, 304, stage -> {
      String there = stage.bucket(path);
      return stage.phone.get(there, "if-none-match", stage.phone.get(there).header("etag"));
    }));
    String none = path + "/filter/" + UUID.randomUUID() + "/0";
    cases.add(phone("get", bucket, 404, stage -> stage.phone.get(none)));
    cases.add(phone("get", bucket, 404, stage -> stage.phone.get(elsewhere + "/1/0")));
    cases.add(phone("get", bucket, 406, stage -> stage.phone.get(none, ContractCases.NO_FORM)));
    cases.add(phone(
        "get", bucket, 500, stage -> stage.without("filter_bucket", () -> stage.phone.get(none))));
    cases.add(
        phone("get", bucket, 503, stage -> stage.withoutDatabase(() -> stage.phone.get(none))));
    return cases;
  }

  private static List<Case> pages(String named, String path) {
    return List.of(
        phone("get", named, 200, stage -> {
          stage.list(path);
          return stage.phone.get(path);
        }),
        phone("get", named, 204, stage -> stage.newest(path)),
        phone("get", named, 206, stage -> {
          stage.list(path);
          return stage.phone.get(path, "range", "bytes=0-39");
        }),
        phone("get", named, 304, stage -> {
          stage.list(path);
          return stage.phone.get(path, "if-none-match", stage.phone.get(path).header("etag"));
        }),
        phone("get", named, 406, stage -> stage.phone.get(path, ContractCases.NO_FORM)),
        phone("get", named, 410, stage -> stage.phone.get(path + "?after=none")),
        phone("get", named, 416, stage -> {
          stage.list(path);
          return stage.phone.get(path, "range", "bytes=9999999-");
        }),
        phone(
            "get",
            named,
            500,
            stage -> stage.without("outgoing", () -> stage.phone.get(stage.ahead(path)))),
        phone(
            "get",
            named,
            503,
            stage -> stage.withoutDatabase(() -> stage.phone.get(stage.ahead(path)))));
  }
}
