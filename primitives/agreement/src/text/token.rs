//! The words of a text.

use super::problem::Place;
use crate::terms::is_hidden;
use winnow::{
	combinator::{alt, opt, preceded},
	prelude::*,
	stream::{AsChar, LocatingSlice},
	token::{any, literal, one_of, take_while},
};

/// A word of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kind<'a> {
	/// Letters, digits and `_`, a letter first.
	Word(&'a str),
	/// A digit, and what stands with it without a space; not yet read as a number.
	Number(&'a str),
	/// What stands between two quotation marks on one line.
	Quoted(&'a str),
	/// A quotation mark without a second one on its line.
	Unclosed,
	/// An operator or another mark.
	Mark(&'a str),
	/// The end of a clause.
	EndOfClause,
	/// A character that nothing begins with.
	Stranger(char),
	/// The end of the text.
	End,
}

/// A word and its place.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
	pub(super) kind: Kind<'a>,
	pub(super) place: Place,
}

type Input<'a> = LocatingSlice<&'a str>;

/// The words of a text. Total: what is no word is a [`Kind::Stranger`].
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
	let mut input = LocatingSlice::new(text);
	let mut tokens = Vec::new();
	while let Ok((kind, place)) = next.with_span().parse_next(&mut input) {
		tokens.extend(kind.map(|kind| Token { kind, place }));
	}
	tokens.push(Token { kind: Kind::End, place: text.len()..text.len() });
	tokens
}

/// One word, or nothing for what only separates words.
fn next<'a>(input: &mut Input<'a>) -> winnow::Result<Option<Kind<'a>>> {
	alt((
		take_while(1.., (' ', '\t')).value(None),
		comment.value(None),
		end_of_line.map(|ends| ends.then_some(Kind::EndOfClause)),
		(one_of(AsChar::is_alpha), take_while(0.., is_word)).take().map(|word| Some(Kind::Word(word))),
		number.map(|number| Some(Kind::Number(number))),
		quoted.map(Some),
		alt((literal("<="), literal(">="), literal("=="), literal("!="), literal("&&"), literal("||")))
			.map(|mark| Some(Kind::Mark(mark))),
		one_of(['+', '-', '*', '/', '(', ')', ',', '=', '<', '>', '%']).take().map(|mark| Some(Kind::Mark(mark))),
		any.map(|char| Some(Kind::Stranger(char))),
	))
	.parse_next(input)
}

/// Up to the end of the line, or to a hidden character: that one must be seen.
fn comment<'a>(input: &mut Input<'a>) -> winnow::Result<&'a str> {
	('#', take_while(0.., |char| char != '\n' && char != '\r' && !is_hidden(char))).take().parse_next(input)
}

/// The end of a line, and whether it ends the clause too: the next line does not go on with it unless it is indented.
fn end_of_line(input: &mut Input<'_>) -> winnow::Result<bool> {
	let indent = winnow::combinator::peek(opt(one_of([' ', '\t'])));
	preceded((opt('\r'), '\n'), indent).map(|indent| indent.is_none()).parse_next(input)
}

/// A digit and all that stands with it, so that `1e5` is one wrong number and not two words.
fn number<'a>(input: &mut Input<'a>) -> winnow::Result<&'a str> {
	let rest = take_while(0.., |char: char| is_word(char) || char == '.');
	(one_of(|char: char| char.is_ascii_digit()), rest).take().parse_next(input)
}

fn quoted<'a>(input: &mut Input<'a>) -> winnow::Result<Kind<'a>> {
	let inside = take_while(0.., |char| char != '"' && char != '\n' && char != '\r' && !is_hidden(char));
	let (text, end): (_, Option<char>) = preceded('"', (inside, opt('"'))).parse_next(input)?;
	Ok(end.map_or(Kind::Unclosed, |_| Kind::Quoted(text)))
}

fn is_word(char: char) -> bool {
	char.is_ascii_alphanumeric() || char == '_'
}
