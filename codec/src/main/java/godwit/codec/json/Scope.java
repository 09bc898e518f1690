package godwit.codec.json;

import java.util.Arrays;

/// An object of a document's grammar: which members mean something there, and what their values
/// are.
///
/// - shape: a tree whose root is the document; an inner scope is a member's object, or the objects
///   of a member's array
/// - units: bits of [Member]
/// - errors: none here; [DocumentReader] reads by it
/// - source: docs/protocol.md, "JSON"
///
/// A reader writes its tree down once, as a constant; it does not change after that.
final class Scope {
  /// What a member's value is.
  enum Kind {
    /// A number, or a text that stands for one: see [MemberValues].
    NUMBER,
    /// A UUID.
    ID,
    /// Text, bytes or readings, read as they come: see [StreamedValue].
    STREAMED,
    OBJECT,
    ARRAY,
    /// Nothing: the member is known so that it can be refused.
    REFUSED
  }

  /// The deepest that a scope can lie.
  static final int MAX_DEPTH = 4;

  private final Scope parent;
  private final Member holder;
  private final boolean element;
  private final int depth;
  private final Kind[] kinds = new Kind[Member.COUNT];
  private final Scope[] inner = new Scope[Member.COUNT];
  private int known;
  private int needed;

  /* The document. */
  private Scope() {
    this.parent = this;
    this.holder = Member.NONE;
    this.element = false;
    this.depth = 0;
    fill();
  }

  private Scope(Scope parent, Member holder, boolean element) {
    this.parent = parent;
    this.holder = holder;
    this.element = element;
    this.depth = parent.depth + 1;
    if (depth == MAX_DEPTH) throw new IllegalArgumentException("depth=" + depth);
    fill();
  }

  private void fill() {
    Arrays.fill(kinds, Kind.REFUSED);
    Arrays.fill(inner, this);
  }

  static Scope document() {
    return new Scope();
  }

  Scope numbers(Member... members) {
    for (Member member : members) put(member, Kind.NUMBER);
    return this;
  }

  Scope id(Member member) {
    put(member, Kind.ID);
    return this;
  }

  Scope streamed(Member... members) {
    for (Member member : members) put(member, Kind.STREAMED);
    return this;
  }

  Scope refused(Member member) {
    put(member, Kind.REFUSED);
    return this;
  }

  /// Says which members an object cannot do without.
  Scope needs(Member... members) {
    for (Member member : members) needed |= member.bit();
    return this;
  }

  /// Adds a member whose value is an object, and gives that object's scope.
  Scope object(Member member) {
    put(member, Kind.OBJECT);
    inner[member.index()] = new Scope(this, member, false);
    return inner[member.index()];
  }

  /// Adds a member whose value is an array of objects, and gives their scope.
  Scope array(Member member) {
    put(member, Kind.ARRAY);
    inner[member.index()] = new Scope(this, member, true);
    return inner[member.index()];
  }

  private void put(Member member, Kind kind) {
    known |= member.bit();
    kinds[member.index()] = kind;
  }

  Kind kind(Member member) {
    return kinds[member.index()];
  }

  /// The scope of a member's object, or of the objects of its array.
  Scope inner(Member member) {
    return inner[member.index()];
  }

  /// The scope that this one lies in; the document's own for the document.
  Scope parent() {
    return parent;
  }

  /// The parent's member that holds such objects.
  Member holder() {
    return holder;
  }

  boolean isDocument() {
    return depth == 0;
  }

  /// Whether its objects are elements of an array.
  boolean isElement() {
    return element;
  }

  /// From 0, below [#MAX_DEPTH].
  int depth() {
    return depth;
  }

  /// Bits of the members that are known here.
  int known() {
    return known;
  }

  /// Bits of those that must not be missing.
  int needed() {
    return needed;
  }
}
