//! Numbers as people read them.

/// `1234567` → `1.2 MB`.
pub fn bytes(count: u64) -> String {
	let units = ["B", "kB", "MB", "GB", "TB"];
	let (mut value, mut unit) = (count as f64, 0);
	while value >= 1000.0 && unit + 1 < units.len() {
		value /= 1000.0;
		unit += 1;
	}
	match unit {
		0 => format!("{count} B"),
		_ if value < 10.0 => format!("{value:.1} {}", units[unit]),
		_ => format!("{value:.0} {}", units[unit]),
	}
}

/// `75.2` → `1 min 15 s`.
pub fn seconds(value: f64) -> String {
	let whole = value.max(0.0).round() as u64;
	match whole {
		0..=59 => format!("{whole} s"),
		_ => format!("{} min {:02} s", whole / 60, whole % 60),
	}
}

/// `17423` → `17,423`.
pub fn count(value: u64) -> String {
	let digits = value.to_string();
	let mut out = String::with_capacity(digits.len() + digits.len() / 3);
	for (at, digit) in digits.chars().enumerate() {
		if at > 0 && (digits.len() - at).is_multiple_of(3) {
			out.push(',');
		}
		out.push(digit);
	}
	out
}

/// An error with one decimal, or a dash where there is none.
pub fn error(value: Option<f64>) -> String {
	value.map_or_else(|| "–".into(), |value| format!("{value:.1}"))
}

/// By how many percent `value` is below `reference`, in words: `26 % lower`, `2 % higher`, `the same`.
pub fn compared(value: f64, reference: f64) -> String {
	let percent = (value / reference - 1.0) * 100.0;
	if percent.abs() < 0.05 {
		"the same".into()
	} else {
		let digits = usize::from(percent.abs() < 10.0);
		format!("{:.digits$} % {}", percent.abs(), if percent < 0.0 { "lower" } else { "higher" })
	}
}

/// `one`, `two`, … up to twelve; digits beyond.
pub fn number(value: usize) -> String {
	const WORDS: [&str; 13] =
		["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
	WORDS.get(value).map_or_else(|| value.to_string(), |word| (*word).into())
}

/// `A`, `A and B`, `A, B and C`; `nobody` where there is none.
pub fn list<T: AsRef<str>>(names: &[T]) -> String {
	match names {
		[] => "nobody".into(),
		[one] => one.as_ref().into(),
		[all @ .., last] => {
			let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
			format!("{} and {}", all.join(", "), last.as_ref())
		}
	}
}

/// `one round`, `three rounds`.
pub fn times(count: usize, thing: &str) -> String {
	format!("{} {thing}{}", number(count), if count == 1 { "" } else { "s" })
}

/// With a capital letter in front.
pub fn capital(text: &str) -> String {
	let mut characters = text.chars();
	characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_read_as_a_list() {
		assert_eq!(list(&["A"]), "A");
		assert_eq!(list(&["A", "B"]), "A and B");
		assert_eq!(list(&["A".to_owned(), "B".to_owned(), "C".to_owned()]), "A, B and C");
		assert_eq!(list::<&str>(&[]), "nobody");
		assert_eq!(
			[times(1, "round"), times(3, "round"), times(13, "round")],
			["one round", "three rounds", "13 rounds"]
		);
	}

	#[test]
	fn numbers_read_well() {
		assert_eq!([bytes(999), bytes(1_234_567), bytes(25_000_000)], ["999 B", "1.2 MB", "25 MB"]);
		assert_eq!([seconds(59.4), seconds(75.2), seconds(600.0)], ["59 s", "1 min 15 s", "10 min 00 s"]);
		assert_eq!([count(666), count(17_423), count(1_000_000)], ["666", "17,423", "1,000,000"]);
		assert_eq!(
			[compared(142.5, 192.5), compared(102.0, 100.0), compared(1.0, 1.0)],
			["26 % lower", "2.0 % higher", "the same"]
		);
	}
}
