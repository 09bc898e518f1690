"""Scores of contacts, worked out apart from the program: python3 golden.py > golden.csv

Nothing here was taken from the program. The formulas are those of docs/protocol.md, "Risk", written
down once more, with exact fractions where they are rational. With the argument `situations` it
writes the table of docs/risk.md.
"""

import csv
import math
import sys
from fractions import Fraction as F

USUAL = {
    "reference": 12, "maxReadingSeconds": 300, "loneReadingSeconds": 30, "dateOnlyMinutes": 15,
    "pathLossExponent": 2, "powerAt1m": -65, "deviationDays": 2.75, "unmeasuredMetres": 2,
    "nearDb": 55, "middleDb": 63, "farDb": 70, "nearWeight": 1.5, "middleWeight": 1,
    "farWeight": 0.5, "unmeasuredDb": 63, "infectiousFrom": -2, "infectiousTo": 5,
    "infectiousWeight": 1, "lateTo": 14, "lateWeight": 0.5,
}
MECHANISMS = {"attenuation-buckets": 1, "briers-2020": 2}


def measured(values):
    return [value for value in values if -127 <= value <= 20]


def middle(values):
    values = sorted(values)
    half = len(values) // 2
    return F(values[half]) if len(values) % 2 else F(values[half - 1] + values[half], 2)


class Contact:
    def __init__(self, mechanism, seconds, day=0, readings=(), rssi=(), power=None, own_rssi=(),
                 own_power=None, tx="0", rx="0", date_only=False, **parameters):
        self.mechanism, self.seconds, self.day = mechanism, seconds, day
        self.readings, self.rssi, self.power = list(readings), list(rssi), power
        self.own_rssi, self.own_power, self.date_only = list(own_rssi), own_power, date_only
        self.tx, self.rx, self.changed = tx, rx, parameters
        self.p = {name: F(str(value)) for name, value in {**USUAL, **parameters}.items()}

    def attenuation(self, strength, power):
        known = power is not None and -127 <= power <= 20
        sent = F(power) if known else self.p["reference"]
        return sent + F(self.tx) - self.p["reference"] - F(strength) - F(self.rx)

    def nearness(self, attenuation):
        if self.mechanism == "briers-2020":
            metres = 10 ** (float(self.p["powerAt1m"] + attenuation)
                            / float(10 * self.p["pathLossExponent"]))
            return min(1.0, metres ** -2), f"{metres:.3f} m"
        for bound in ("near", "middle", "far"):
            if attenuation <= self.p[bound + "Db"]:
                return self.p[bound + "Weight"], f"{float(attenuation):g} dB"
        return F(0), f"{float(attenuation):g} dB"

    def far_as_unmeasured(self):
        if self.mechanism == "briers-2020":
            return min(1.0, float(self.p["unmeasuredMetres"]) ** -2), "2 m, not measured"
        return self.nearness(self.p["unmeasuredDb"])[0], "as 2 m, not measured"

    def infectiousness(self):
        if self.mechanism == "briers-2020":
            return math.exp(-0.5 * (self.day / float(self.p["deviationDays"])) ** 2)
        if self.p["infectiousFrom"] <= self.day <= self.p["infectiousTo"]:
            return self.p["infectiousWeight"]
        if self.p["infectiousTo"] < self.day <= self.p["lateTo"]:
            return self.p["lateWeight"]
        return F(0)

    def pieces(self):
        """What counts: (seconds, nearness, words), and whether anything was measured."""
        if self.date_only and self.seconds == 0:
            return [(self.p["dateOnlyMinutes"] * 60, *self.far_as_unmeasured())], False
        heard = sorted((at, dbm) for at, dbm in self.readings if measured([dbm]))
        if heard:
            gaps = [later[0] - sooner[0] for sooner, later in zip(heard, heard[1:])]
            last = middle(gaps) if gaps else self.p["loneReadingSeconds"]
            out = []
            for (at, dbm), stands in zip(heard, gaps + [last]):
                stands = min(F(stands), self.p["maxReadingSeconds"], F(self.seconds - at))
                out.append((max(F(0), stands),
                            *self.nearness(self.attenuation(dbm, self.power))))
            return out, True
        for strengths, power in ((self.rssi, self.power), (self.own_rssi, self.own_power)):
            if measured(strengths):
                at = self.attenuation(middle(measured(strengths)), power)
                return [(F(self.seconds), *self.nearness(at))], True
        return [(F(self.seconds), *self.far_as_unmeasured())], False

    def score(self):
        pieces, heard = self.pieces()
        infectious = self.infectiousness()
        exact = all(isinstance(near, F) for _, near, _ in pieces) and isinstance(infectious, F)
        number = (lambda value: value) if exact else float
        minutes = sum(number(seconds) * number(near) for seconds, near, _ in pieces) / 60
        hundredths = min(65535, math.floor(minutes * number(infectious) * 100 + F(1, 2)
                                           if exact else minutes * infectious * 100 + 0.5))
        words = " + ".join(f"{float(seconds) / 60:.4g} min × {float(near):.4g} ({how})"
                           for seconds, near, how in self.shorter(pieces))
        words += f" = {float(minutes):.6g}; × {float(infectious):.4g} at day {self.day}"
        return hundredths, MECHANISMS[self.mechanism] if heard else 0, words

    @staticmethod
    def shorter(pieces):
        joined = []
        for seconds, near, how in pieces:
            if joined and joined[-1][1:] == [near, how]:
                joined[-1][0] += seconds
            else:
                joined.append([seconds, near, how])
        return joined[:6]


def every(seconds, strength, until):
    return [(at, strength) for at in range(0, until, seconds)]


def cases():
    for m in MECHANISMS:
        for dbm in (*range(-30, -105, -5), -55, -56, -63, -64, -70, -71, -127, 20, 0):
            yield f"15 min at {dbm} dBm", Contact(m, 900, readings=every(60, dbm, 900))
        for power in (-127, -40, -21, -8, 0, 4, 8, 11, 12, 13, 20, 21, 126, 127, -128):
            yield f"sent with {power} dBm", Contact(
                m, 900, readings=every(60, -68, 900), power=power)
        for day in (-21, -18, -3, -2, -1, 0, 1, 2, 3, 5, 6, 10, 14, 15, 21):
            yield f"day {day}", Contact(m, 3600, day, readings=every(60, -60, 3600))
        for seconds in (0, 1, 3, 7, 29, 30, 31, 59, 60, 299, 300, 301, 3600, 39320, 39321, 86400):
            yield f"{seconds} s, one strength", Contact(m, seconds, rssi=[-62])
            yield f"{seconds} s, one reading", Contact(m, seconds, readings=[(0, -62)])
            yield f"{seconds} s, not measured", Contact(m, seconds)
        yield "coming and going", Contact(m, 600, readings=[
            (0, -80), (60, -70), (120, -60), (180, -50), (240, -60), (300, -70), (420, -80)])
        yield "a gap of an hour", Contact(m, 4000, readings=[(0, -60), (3600, -60)])
        yield "out of order", Contact(m, 100, readings=[(60, -70), (0, -60), (30, -65)])
        yield "two in one second", Contact(m, 100, readings=[(0, -60), (0, -80), (40, -60)])
        yield "past the end", Contact(m, 50, readings=[(0, -60), (40, -60), (80, -60)])
        yield "some readings are none", Contact(
            m, 300, readings=[(0, -60), (60, 127), (120, 21), (180, -128), (240, -75)])
        yield "all readings are none", Contact(m, 300, readings=[(0, 127), (60, 127)])
        yield "all are none, a strength is", Contact(m, 300, readings=[(0, 127)], rssi=[-62])
        yield "median of three", Contact(m, 900, rssi=[-90, -62, -40])
        yield "median of four", Contact(m, 900, rssi=[-90, -63, -62, -40])
        yield "median of what is measured", Contact(m, 900, rssi=[127, -62, -128])
        yield "the payload's own", Contact(m, 900, own_rssi=[-70], own_power=20)
        yield "the payload's own, not its power", Contact(m, 900, own_rssi=[-70], power=20)
        yield "the record's before the payload's", Contact(
            m, 900, rssi=[-70], power=20, own_rssi=[-40], own_power=0)
        yield "the record's is none", Contact(m, 900, rssi=[127], power=20, own_rssi=[-66])
        yield "only the day is known", Contact(m, 0, 1, date_only=True)
        yield "more than the day is known", Contact(m, 60, 1, date_only=True)
        for tx, rx in (("5", "0"), ("0", "5"), ("-2.5", "1.75"), ("8", "8"), ("0.01", "0")):
            yield f"corrected by tx {tx}, rx {rx}", Contact(
                m, 900, readings=every(60, -63, 900), tx=tx, rx=rx)
            yield f"one strength, corrected by tx {tx}, rx {rx}", Contact(
                m, 900, rssi=[-63], tx=tx, rx=rx)
        yield "another reference", Contact(
            m, 900, readings=every(60, -60, 900), power=0, reference=0)
        yield "another reference, no power", Contact(m, 900, rssi=[-60], reference=0)
        yield "readings for a minute", Contact(
            m, 900, readings=every(180, -60, 900), maxReadingSeconds=60)
        yield "a lone reading for ten", Contact(
            m, 900, readings=[(0, -60)], loneReadingSeconds=10)
    b = "briers-2020"
    yield "a steeper loss", Contact(b, 900, rssi=[-75], pathLossExponent=3)
    yield "weaker at a metre", Contact(b, 900, rssi=[-75], powerAt1m=-70.5)
    yield "a narrower bell", Contact(b, 900, 3, rssi=[-60], deviationDays=1.5)
    yield "unmeasured at a metre and a half", Contact(b, 900, unmeasuredMetres=1.5)
    a = "attenuation-buckets"
    for dbm in (-50, -51, -60, -61, -72, -73):
        yield f"other bounds, {dbm} dBm", Contact(
            a, 900, rssi=[dbm], nearDb=50.5, middleDb=60, farDb=72)
        yield f"other weights, {dbm} dBm", Contact(
            a, 900, rssi=[dbm], nearWeight=2, middleWeight=0.75, farWeight=0.1)
    for day in (-4, -3, 3, 4, 9, 10):
        yield f"other days, {day}", Contact(
            a, 900, day, rssi=[-60], infectiousFrom=-3, infectiousTo=3, lateTo=9, lateWeight=0.25)
    yield "unmeasured as farther", Contact(a, 900, unmeasuredDb=66)


SITUATIONS = [
    ("an evening on the sofa", "180 min at -62", 0, "alerts"),
    ("a night in one bed, phones on the night tables", "420 min at -60", 0, "alerts"),
    ("a hug to say goodbye", "1 min at -45", 0, "adds up"),
    ("dinner across a table, phones on it", "60 min at -65", 0, "alerts"),
    ("dinner across a table, phones in pockets", "60 min at -75", 0, "alerts"),
    ("a coffee at a metre, phones on the table", "15 min at -65", 0, "alerts"),
    ("a talk at a metre, phones in pockets", "15 min at -75", 0, "alerts"),
    ("a game of cards, phones in hand now and then", "20 min at -58, 40 min at -68", 0, "alerts"),
    ("a drive, seat beside seat", "40 min at -58", 0, "alerts"),
    ("a drive, back seat", "30 min at -67", 0, "alerts"),
    ("desks side by side, a working day", "480 min at -69", 0, "alerts"),
    ("desks at four metres, a working day", "480 min at -77", 0, "adds up"),
    ("a meeting of an hour at two metres", "60 min at -71", 0, "alerts"),
    ("a lesson, phones in bags under one desk", "45 min at -72", 0, "alerts"),
    ("a lesson, the teacher at three metres", "45 min at -75", 0, "adds up"),
    ("the coffee machine", "3 min at -62", 0, "adds up"),
    ("a lift", "1 min at -55", 0, "adds up"),
    ("passing in a corridor", "10 s at -60", 0, "hardly"),
    ("a bus passing the stop", "20 s at -90", 0, "hardly"),
    ("a bus, the seat beside", "20 min at -60", 0, "alerts"),
    ("a bus, two rows ahead", "20 min at -80", 0, "hardly"),
    ("a train, the seat beside", "120 min at -63", 0, "alerts"),
    ("a train, behind two rows of seats", "120 min at -80", 0, "adds up"),
    ("a plane, the row behind", "180 min at -72", 0, "alerts"),
    ("a cyclist overtaking", "5 s at -75", 0, "hardly"),
    ("a traffic jam, the car beside", "10 min at -88", 0, "hardly"),
    ("a queue at the till", "5 min at -69", 0, "adds up"),
    ("a till behind glass", "2 min at -71", 0, "hardly"),
    ("passing in an aisle", "5 s at -62", 0, "hardly"),
    ("the hairdresser, the phone in the coat at the door", "30 min at -76", 0, "alerts"),
    ("a doctor's examination", "10 min at -64", 0, "adds up"),
    ("the treadmill beside", "30 min at -68", 0, "alerts"),
    ("a cinema, the seat beside, phones in pockets", "120 min at -70", 0, "alerts"),
    ("a cinema, five rows ahead", "120 min at -86", 0, "hardly"),
    ("a concert, close together", "90 min at -66", 0, "alerts"),
    ("a picnic at three metres", "60 min at -75", 0, "adds up"),
    ("a neighbour behind a wall, all night", "480 min at -83", 0, "hardly"),
    ("dinner across a table, two days before the illness", "60 min at -65", -2, "alerts"),
    ("dinner across a table, eight days after its onset", "60 min at -65", 8, "hardly"),
    ("somebody of whom only the day is known", "date only", 0, "adds up"),
]


def situation(mechanism, heard, day):
    if heard == "date only":
        return Contact(mechanism, 0, day, date_only=True)
    readings, begin = [], 0
    for phase in heard.split(", "):
        amount, unit, _, strength = phase.split(" ")
        seconds = int(amount) * (60 if unit == "min" else 1)
        step = 10 if seconds <= 120 else 60
        readings += [(begin + at, int(strength)) for at in range(0, seconds, step)]
        begin += seconds
    return Contact(mechanism, begin, day, readings=readings)


def level(hundredths):
    return "alerts" if hundredths >= 1500 else "adds up" if hundredths >= 100 else "hardly"


def table():
    print("| situation | heard | day | Briers | buckets | a reader expects | otherwise |")
    print("|---|---|---|---|---|---|---|")
    for words, heard, day, expected in SITUATIONS:
        scores = [situation(m, heard, day).score()[0] for m in ("briers-2020", "attenuation-buckets")]
        other = [name for name, score in zip(("Briers", "buckets"), scores) if level(score) != expected]
        print(f"| {words} | {heard.replace('-', '−')} | {str(day).replace('-', '−')} | "
              + " | ".join(f"{score / 100:.2f}" for score in scores)
              + f" | {expected} | {', '.join(other)} |")


def golden():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["case", "mechanism", "seconds", "day", "readings", "rssi", "power", "ownRssi",
                  "ownPower", "tx", "rx", "dateOnly", "parameters", "score", "code", "working"])
    for name, c in cases():
        score, code, working = c.score()
        out.writerow([
            name, c.mechanism, c.seconds, c.day, " ".join(f"{at}:{dbm}" for at, dbm in c.readings),
            " ".join(map(str, c.rssi)), "" if c.power is None else c.power,
            " ".join(map(str, c.own_rssi)), "" if c.own_power is None else c.own_power, c.tx, c.rx,
            int(c.date_only), " ".join(f"{k}={v}" for k, v in c.changed.items()), score, code,
            working])


if __name__ == "__main__":
    table() if sys.argv[1:] == ["situations"] else golden()
