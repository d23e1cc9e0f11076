//! Points in time: ISO 8601 text to seconds since 1970, UTC.

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Seconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stamp(pub i64);

impl Stamp {
	/// Reads `2014-01-31`, `2014-01-31T23:50Z`, `2014-01-31 23:50:00+01:00` and the like. A time of day without a zone is
	/// read as UTC only if `zoneless_is_utc`; fractions of a second are refused.
	pub fn parse(text: &str, zoneless_is_utc: bool) -> Option<Self> {
		let bytes = text.as_bytes();
		let date = NaiveDate::from_ymd_opt(number(bytes, 0, 4)?, unsigned(bytes, 5, 2)?, unsigned(bytes, 8, 2)?)?;
		if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
			return None;
		}
		let (mut end, mut hour, mut minute, mut second) = (10, 0, 0, 0);
		if matches!(bytes.get(10), Some(b'T' | b' ')) {
			(hour, minute, end) = (unsigned(bytes, 11, 2)?, unsigned(bytes, 14, 2)?, 16);
			if bytes.get(13) != Some(&b':') {
				return None;
			}
			if bytes.get(16) == Some(&b':') {
				(second, end) = (unsigned(bytes, 17, 2)?, 19);
			}
		}
		let zone = text.get(end..)?;
		let offset_seconds = match zone.as_bytes() {
			[] if zoneless_is_utc || end == 10 => 0,
			[b'Z'] => 0,
			[sign @ (b'+' | b'-'), _, _, b':', _, _] => {
				let offset = number(zone.as_bytes(), 1, 2)? * 3_600 + number(zone.as_bytes(), 4, 2)? * 60;
				if *sign == b'-' {
					-offset
				} else {
					offset
				}
			}
			_ => return None,
		};
		let local = date.and_hms_opt(hour, minute, second)?.and_utc().timestamp();
		Some(Self(local - i64::from(offset_seconds)))
	}
}

/// The `length` digits from `at`, as a number.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<i32> {
	bytes
		.get(at..at + length)?
		.iter()
		.try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i32::from(byte - b'0')))
}

fn unsigned(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
	number(bytes, at, length)?.try_into().ok()
}

impl std::fmt::Display for Stamp {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match DateTime::from_timestamp(self.0, 0) {
			Some(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%MZ")),
			None => write!(f, "{} s", self.0),
		}
	}
}

impl Serialize for Stamp {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Stamp {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		Self::parse(&text, true).ok_or_else(|| {
			serde::de::Error::custom(format!("`{text}` is not a time like 2014-01-31 or 2014-01-31T23:50Z"))
		})
	}
}

/// A range of time: `from` is in it, `to` is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRange {
	/// First moment.
	pub from: Stamp,
	/// First moment that is no longer in it.
	pub to: Stamp,
}

impl std::fmt::Display for TimeRange {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{} up to {}", self.from, self.to)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_same_moment_in_other_words_is_the_same_stamp() {
		let utc = Stamp::parse("2014-01-31T23:50Z", false).unwrap();
		assert_eq!(Stamp::parse("2014-02-01T00:50:00+01:00", false), Some(utc));
		assert_eq!(Stamp::parse("2014-01-31 23:50:00", true), Some(utc));
		assert_eq!(utc.to_string(), "2014-01-31T23:50Z");
		assert_eq!(Stamp::parse("1970-01-02", false), Some(Stamp(86_400)));
	}

	#[test]
	fn what_is_no_time_is_refused() {
		for text in [
			"",
			"2014",
			"2014-02-30",
			"2014-01-31T24:00Z",
			"2014-01-31T23:50",
			"2014-01-31T23:50Zx",
			"2014/01/31",
			"é014-01-31",
		] {
			assert_eq!(Stamp::parse(text, false), None, "{text}");
		}
	}
}
