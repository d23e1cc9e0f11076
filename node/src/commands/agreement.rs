//! `guild agreement`: what an agreement says; proposing, joining and funding one; what it has paid.

mod check;
mod owner;
mod payouts;
mod propose;
mod show;

use crate::exit::CliError;
use clap::Subcommand;

/// Find out what an agreement says, propose one, join and fund it, and see what it pays.
///
/// Examples:
///   guild agreement check examples/agreements/default.txt
///   guild agreement propose --task 0 --terms examples/agreements/default.txt --keys keys
///   guild agreement accept --agreement 0 --keys keys
///   guild agreement payouts --agreement 0
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum AgreementCommand {
	/// Says whether an agreement holds together, what it means in plain words, and what it would have paid.
	///
	/// An agreement is a text: a title, a budget for each round, a formula for a member's share, and as needed conditions,
	/// penalties, a deposit, parties and a term. `docs/agreements.md` is the reference; `examples/agreements` has some.
	///
	/// With --rounds it is tried on example rounds, by the code that the chain runs. No node is asked.
	#[command(after_help = "Examples:\n  guild agreement check examples/agreements/equal-split.txt\n  \
		guild agreement check examples/agreements/default.txt --rounds examples/agreements/rounds.toml\n  \
		guild agreement check mine.txt --rounds rounds.csv --json\n\nExit codes: 0 it holds together; 1 the text is refused, and \
		line, column and reason are printed; 3 a file cannot be read, or the example rounds cannot be used.")]
	Check(check::CheckArgs),
	/// Proposes an agreement about a task to the council, with a member's owner key, and votes for it.
	///
	/// Examples:
	///   guild agreement propose --task 0 --terms examples/agreements/default.txt --keys keys
	#[command(verbatim_doc_comment)]
	Propose(propose::ProposeArgs),
	/// Proposes to the council that an agreement ends after the open round, and votes for it.
	///
	/// What was worked for is paid; then deposits go back to the parties, and what is left in escrow to the funders.
	///
	/// Examples:
	///   guild agreement terminate --agreement 0 --keys keys
	#[command(verbatim_doc_comment)]
	Terminate(propose::TerminateArgs),
	/// Lists the agreements.
	///
	/// Examples:
	///   guild agreement list
	///   guild agreement list --json
	#[command(verbatim_doc_comment)]
	List(show::ListArgs),
	/// Shows an agreement: its terms in plain words, its escrow, who has paid in, who is a party.
	///
	/// Examples:
	///   guild agreement show --agreement 0
	///   guild agreement show --task 0 --json
	#[command(verbatim_doc_comment)]
	Show(show::ShowArgs),
	/// Shows what rounds paid, and why.
	///
	/// Examples:
	///   guild agreement payouts --agreement 0
	///   guild agreement payouts --member "Nordwind AG" --json
	#[command(verbatim_doc_comment)]
	Payouts(payouts::PayoutsArgs),
	/// Makes a member a party from the next round on, with its owner key; or fills its deposit up again.
	///
	/// The deposit is held in the member's account. Penalties are taken from it.
	///
	/// Examples:
	///   guild agreement accept --agreement 0 --keys keys
	#[command(verbatim_doc_comment)]
	Accept(owner::AcceptArgs),
	/// Pays into an agreement's escrow, with an owner's key. It comes back only when the agreement is wound up.
	///
	/// Examples:
	///   guild agreement fund --agreement 0 --amount 5000 --keys keys
	#[command(verbatim_doc_comment)]
	Fund(owner::FundArgs),
	/// Ends what binds a party, after the open round, with its owner's key. The deposit comes back then.
	///
	/// Examples:
	///   guild agreement leave --agreement 0 --keys keys
	#[command(verbatim_doc_comment)]
	Leave(owner::LeaveArgs),
	/// Gives back the deposit of a party that has left or is no member any more.
	///
	/// Examples:
	///   guild agreement release --agreement 0 --member "Nordwind AG" --keys keys
	#[command(verbatim_doc_comment)]
	Release(owner::ReleaseArgs),
	/// Gives deposits and what is left in escrow back, when the agreement is over.
	///
	/// Examples:
	///   guild agreement wind-up --agreement 0 --keys keys
	#[command(verbatim_doc_comment)]
	WindUp(owner::WindUpArgs),
}

impl AgreementCommand {
	/// Does what was typed.
	///
	/// # Errors
	/// [`CliError`].
	pub fn run(self) -> Result<(), CliError> {
		match self {
			Self::Check(args) => args.run(),
			Self::Propose(args) => args.run(),
			Self::Terminate(args) => args.run(),
			Self::List(args) => args.run(),
			Self::Show(args) => args.run(),
			Self::Payouts(args) => args.run(),
			Self::Accept(args) => args.run(),
			Self::Fund(args) => args.run(),
			Self::Leave(args) => args.run(),
			Self::Release(args) => args.run(),
			Self::WindUp(args) => args.run(),
		}
	}
}
