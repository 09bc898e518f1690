package godwit.intake.content;

import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.ContactRecord;
import godwit.codec.payload.SenderOrder;
import java.util.Arrays;

/// How an app's payloads write their integers, and contact events as the exchange wants them. Used
/// again for each; not for several threads.
public final class AppOrder {
  private final SenderOrder order;
  private final ContactCursor contact = new ContactCursor();

  public AppOrder(SenderOrder order) {
    this.order = order;
  }

  /// Whether payloads are taken as they are.
  public boolean isAsWritten() {
    return order == SenderOrder.BIG;
  }

  /// A copy of the record that the cursor is at, which is whole, with its payload the right way
  /// round; [#contact()] is at it then.
  public byte[] bytes(byte[] from, ContactCursor raw) {
    int offset = raw.payloadOffset();
    byte[] payload =
        order.normalise(Arrays.copyOfRange(from, offset, offset + raw.payloadLength()));
    int length = ContactRecord.bytes(payload.length, raw.sectionsLength());
    byte[] record = new byte[length];
    int at =
        ContactRecord.put(record, 0, length, raw.startSeconds(), raw.endSeconds(), payload.length);
    System.arraycopy(payload, 0, record, at, payload.length);
    System.arraycopy(from, raw.sectionsOffset(), record, at + payload.length, raw.sectionsLength());
    contact.wrapRecord(record, 0, length).next();
    return record;
  }

  /// The record that was copied last.
  public ContactCursor contact() {
    return contact;
  }
}
