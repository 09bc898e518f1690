package godwit.cli.admin;

import godwit.trust.Pki;
import java.util.LinkedHashMap;
import java.util.Map;

/// Freshly issued files as a result: for people, and as JSON.
public final class IssuedText {
  private IssuedText() {}

  public static Map<String, Object> document(Pki.Issued issued) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("certificate", issued.certificate().toString());
    document.put("key", issued.key().toString());
    document.put("trust", issued.trust().toString());
    document.put("notAfter", issued.notAfter().toString());
    return document;
  }

  public static String lines(Pki.Issued issued) {
    return """
        certificate  %s
        key          %s
        valid until  %s""".formatted(issued.certificate(), issued.key(), issued.notAfter());
  }
}
