package godwit.domain.risk;

/// Minutes in three bands of attenuation, and two levels of infectiousness.
///
/// - shape: a weight for each band, whose upper bound is inclusive; beyond the last nothing counts
/// - units: dB, days since onset, bounds inclusive
/// - errors: none
/// - source: docs/protocol.md, "Risk"
public final class AttenuationBuckets implements RiskMechanism {
  static final String WORD = "attenuation-buckets";

  private static final int CODE = 1;

  private final int near;
  private final int middle;
  private final int far;
  private final int unmeasured;
  private final double nearWeight;
  private final double middleWeight;
  private final double farWeight;
  private final double infectiousFrom;
  private final double infectiousTo;
  private final double infectiousWeight;
  private final double lateTo;
  private final double lateWeight;

  AttenuationBuckets(RiskParameters parameters) {
    near = parameters.millibels(RiskParameter.NEAR_DB);
    middle = parameters.millibels(RiskParameter.MIDDLE_DB);
    far = parameters.millibels(RiskParameter.FAR_DB);
    unmeasured = parameters.millibels(RiskParameter.UNMEASURED_DB);
    nearWeight = parameters.of(RiskParameter.NEAR_WEIGHT);
    middleWeight = parameters.of(RiskParameter.MIDDLE_WEIGHT);
    farWeight = parameters.of(RiskParameter.FAR_WEIGHT);
    infectiousFrom = parameters.of(RiskParameter.INFECTIOUS_FROM);
    infectiousTo = parameters.of(RiskParameter.INFECTIOUS_TO);
    infectiousWeight = parameters.of(RiskParameter.INFECTIOUS_WEIGHT);
    lateTo = parameters.of(RiskParameter.LATE_TO);
    lateWeight = parameters.of(RiskParameter.LATE_WEIGHT);
  }

  @Override
  public int code() {
    return CODE;
  }

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public double nearness(int millibels) {
    if (millibels <= near) return nearWeight;
    if (millibels <= middle) return middleWeight;
    return millibels <= far ? farWeight : 0;
  }

  @Override
  public double infectiousness(long daysSinceOnset) {
    if (daysSinceOnset < infectiousFrom || daysSinceOnset > lateTo) return 0;
    return daysSinceOnset <= infectiousTo ? infectiousWeight : lateWeight;
  }

  @Override
  public double nearnessUnmeasured() {
    return nearness(unmeasured);
  }
}
