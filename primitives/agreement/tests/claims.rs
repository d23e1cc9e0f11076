//! What a party may have of a budget: nothing that it reports of others changes it, and nobody is paid what is not there.

use guild_agreement::{
	settle::{copies, facts, merit::verdict, pay, Claim, History},
	split, text, Amount, Share, Split, Terms, UNIT,
};
use guild_primitives::{Contribution, MemberId, Root, Score, Work, SHARE_ONE};
use proptest::{collection::vec, option, prelude::*};

const MEMBERS: usize = 5;

/// What each member reports of each other in one survey, by reporter.
type Reports = Vec<Vec<Option<i8>>>;

fn honest(member: usize, novelty: u64) -> Contribution {
	let name = [member as u8; 32];
	Contribution {
		member: MemberId(name),
		work: Some(Work { update_root: Root(name), samples: 100, steps_done: 1, steps_asked: 1 }),
		missing: false,
		voted: true,
		attested: Some(true),
		guilty: false,
		score: Some(Score { active: true, weight_share: SHARE_ONE / 5, norm: 9, distance: 3, novelty: Some(novelty) }),
	}
}

fn terms(share: &str) -> Terms {
	text::parse(&format!("agreement \"T\"\nbudget 1000 per round\nshare = {share}\n")).unwrap()
}

/// Pays a round after these surveys.
fn paid_after(terms: &Terms, novelties: &[u64], surveys: &[Reports]) -> Split {
	let mut merits = [0; MEMBERS];
	let mut most = vec![vec![0; MEMBERS]; MEMBERS];
	for reports in surveys {
		for (subject, (standing, most)) in merits.iter_mut().zip(&mut most).enumerate() {
			let told = |(reporter, of): (usize, &Vec<Option<i8>>)| of[subject].filter(|_| reporter != subject);
			let told: Vec<Option<i8>> = reports.iter().enumerate().map(told).collect();
			let verdict = verdict(&told, most);
			*standing = verdict.merit.unwrap_or(*standing);
			*most = verdict.most;
		}
	}
	let claim = |(member, novelty): (usize, &u64)| {
		let did = honest(member, *novelty);
		let mut history = History { merit: merits[member], ..History::default() };
		history.remember(&did);
		Claim::new(terms, &did, &facts(&history, &did, SHARE_ONE, 0), terms.deposit, 1)
	};
	let claims: Vec<Claim> = novelties.iter().enumerate().map(claim).collect();
	pay(terms.budget, &claims, |i, j| most[j][i])
}

fn reports() -> impl Strategy<Value = Reports> {
	vec(vec(option::weighted(0.8, -8i8..=8), MEMBERS), MEMBERS)
}

/// Shares that grow with quality, that fall with it, that jump, that do not read it.
const SHARES: [&str; 6] = [
	"quality",
	"quality * novelty * reputation",
	"1 - quality",
	"if quality > 0.5 then 0.1 else quality",
	"if quality > 0.3 and quality < 0.6 then 1 else 0.2",
	"novelty",
];

proptest! {
	#[test]
	fn nothing_that_a_party_reports_changes_what_it_is_paid(
		share in 0..SHARES.len(),
		novelties in vec(0..=SHARE_ONE, MEMBERS),
		surveys in vec(reports(), 1..=3),
		instead in vec(reports(), 3),
		who in 0..MEMBERS,
	) {
		let terms = terms(SHARES[share]);
		let honest = paid_after(&terms, &novelties, &surveys);
		let mut changed = surveys;
		changed.iter_mut().zip(instead).for_each(|(reports, other)| reports[who].clone_from(&other[who]));
		let lied = paid_after(&terms, &novelties, &changed);
		prop_assert_eq!(honest.payouts[who], lied.payouts[who]);
		for Split { payouts, dust } in [honest, lied] {
			prop_assert_eq!(payouts.iter().sum::<Amount>() + dust, terms.budget);
		}
	}
}

#[test]
fn before_anybody_reports_the_whole_budget_is_paid() {
	let Split { payouts, dust } = paid_after(&terms("quality"), &[SHARE_ONE, SHARE_ONE / 2, SHARE_ONE, 0, 0], &[]);
	assert_eq!((payouts, dust), (vec![400 * UNIT, 200 * UNIT, 400 * UNIT, 0, 0], 0));
}

#[test]
fn where_all_agree_the_whole_budget_is_paid_and_where_one_does_not_only_others_are_paid_less() {
	let agree: Reports = vec![vec![Some(2); MEMBERS]; MEMBERS];
	let all = [SHARE_ONE; MEMBERS];
	assert_eq!(paid_after(&terms("quality"), &all, &[agree.clone()]).payouts, [200 * UNIT; MEMBERS]);
	// Three of four say 2 of each update, and one speaks ill: the median is 2 all the same.
	let mut lies = agree.clone();
	lies[0] = vec![Some(-8); MEMBERS];
	assert_eq!(paid_after(&terms("quality"), &all, &[lies]).payouts, [200 * UNIT; MEMBERS]);
	// Two say 2, and 4 is said by the last: the lower median falls from 2 to -8 by two liars.
	let mut lies = agree;
	lies[0] = vec![Some(-8); MEMBERS];
	lies[1] = vec![Some(-8); MEMBERS];
	let Split { payouts, dust } = paid_after(&terms("quality"), &all, &[lies]);
	// Of the liars each was heard by one liar; of the others by two, whose lower median is the lie. A liar is reckoned with as if it had
	// praised: then the others had 2. Each of the others has a share of 0.
	assert_eq!((payouts, dust), (vec![200 * UNIT, 200 * UNIT, 0, 0, 0], 600 * UNIT));
}

#[test]
fn where_bits_are_told_the_budget_is_split_by_shares_whatever_merits_could_be() {
	let all: Vec<Contribution> = (1..=4).map(|n| honest(n as usize, SHARE_ONE / n)).collect();
	for share in SHARES {
		let terms = terms(share);
		let facts = |did| facts(&History::default(), did, SHARE_ONE, 0);
		let claim = |did| Claim::unbounded(&terms, did, &facts(did), terms.deposit, 1);
		let shares: Vec<Share> = all.iter().map(|did| terms.share(&facts(did))).collect();
		let paid = pay(terms.budget, &all.iter().map(claim).collect::<Vec<_>>(), |_, _| 8);
		assert_eq!(paid, split(terms.budget, &shares), "{share}");
	}
}

#[test]
fn who_sent_the_same_update_has_one_share_together() {
	let mut all: Vec<Contribution> = (0..4).map(|member| honest(member, SHARE_ONE)).collect();
	let root = all[1].work.unwrap().update_root;
	for copy in [2, 3] {
		all[copy].work.as_mut().unwrap().update_root = root;
	}
	// One of the copies did not enter: it neither earns nor takes anything.
	all[3].score = None;
	assert_eq!(copies(&all), [1, 2, 2, 2]);
	let terms = terms("novelty");
	let claims = all.iter().zip(copies(&all)).map(|(did, copies)| {
		Claim::new(&terms, did, &facts(&History::default(), did, SHARE_ONE, 0), terms.deposit, copies)
	});
	let Split { payouts, .. } = pay(terms.budget, &claims.collect::<Vec<_>>(), |_, _| 0);
	assert_eq!(payouts, [500 * UNIT, 250 * UNIT, 250 * UNIT, 0]);
}
