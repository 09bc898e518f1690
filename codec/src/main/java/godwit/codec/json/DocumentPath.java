package godwit.codec.json;

/// Where in a document reading is: which objects are open, what they have, and the member at hand.
///
/// - shape: from the document down to the object that was opened last, [#scope]
/// - units: elements of an array count from 0
/// - errors: none
/// - source: RFC 6901
final class DocumentPath {
  /// The object that is open.
  Scope scope;

  /// Its member that is being read, or is at fault; [Member#NONE] between members.
  Member member = Member.NONE;

  /* By depth: members so far, and which element of its array the object is. */
  private final int[] seen = new int[Scope.MAX_DEPTH];
  private final long[] elements = new long[Scope.MAX_DEPTH];

  DocumentPath(Scope document) {
    this.scope = document;
  }

  /// Notes that the member at hand is there; false if it was before.
  boolean see() {
    int depth = scope.depth();
    int before = seen[depth];
    seen[depth] = before | member.bit();
    return seen[depth] != before;
  }

  /// Bits of the members that the open object has so far.
  int seen() {
    return seen[scope.depth()];
  }

  /// Begins the array that the member at hand is.
  void beginArray() {
    elements[scope.inner(member).depth()] = 0;
  }

  /// Opens the object that the member at hand is, or the next of its array.
  void open() {
    scope = scope.inner(member);
    member = Member.NONE;
    seen[scope.depth()] = 0;
  }

  /// Closes the open object; the member at hand is then the one that holds it.
  void close() {
    elements[scope.depth()]++;
    member = scope.holder();
    scope = scope.parent();
  }

  /// JSON Pointer (RFC 6901) to the member at hand.
  String pointer() {
    var pointer = new StringBuilder();
    path(scope, pointer);
    if (member != Member.NONE) pointer.append('/').append(member.text());
    return pointer.toString();
  }

  private void path(Scope to, StringBuilder pointer) {
    if (to.isDocument()) return;
    path(to.parent(), pointer);
    pointer.append('/').append(to.holder().text());
    if (to.isElement()) pointer.append('/').append(elements[to.depth()]);
  }
}
