//! The made-up updates.

use super::{Role, Setup, SCALE};
#[cfg(feature = "attacks")]
use guild_worker::attack::{Against, Liar};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The task; lengths are by lane, the optimum of all begins at 1 from the initial model.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Task {
	/// Lanes.
	pub dim: usize,
	/// Part of the way to its optimum that an update goes, η.
	pub step: f64,
	/// Noise of an update, σ.
	pub noise: f64,
	/// How far members' optima lie from that of all.
	pub spread: f64,
	/// How far the optimum of all wanders in a round.
	pub drift: f64,
}

impl Default for Task {
	/// An update is mostly noise once the model has converged, as in training; and there is still something to learn.
	fn default() -> Self {
		Self { dim: 2_048, step: 0.2, noise: 0.2, spread: 0.25, drift: 0.1 }
	}
}

pub(super) struct Updates<'a> {
	setup: &'a Setup,
	rng: ChaCha8Rng,
	optimum: Vec<f64>,
	own: Vec<Vec<f64>>,
	model: Vec<f64>,
	first_error: f64,
	/// What was sent in the last round.
	last: Vec<Option<Vec<i16>>>,
	#[cfg(feature = "attacks")]
	liars: Vec<(usize, Liar)>,
}

impl<'a> Updates<'a> {
	pub(super) fn new(setup: &'a Setup) -> Self {
		let Task { dim, spread, .. } = setup.task;
		let mut rng = ChaCha8Rng::seed_from_u64(setup.seed);
		let optimum = normals(&mut rng, dim, 1.0);
		let own = setup.roles.iter().map(|_| normals(&mut rng, dim, spread)).collect();
		#[cfg(feature = "attacks")]
		let lies = |(member, role): (usize, &Role)| match role {
			Role::Lies(attack) => Some((member, Liar::from(*attack))),
			_ => None,
		};
		let mut updates = Self {
			setup,
			rng,
			optimum,
			own,
			model: vec![0.0; dim],
			first_error: 1.0,
			last: vec![None; setup.roles.len()],
			#[cfg(feature = "attacks")]
			liars: setup.roles.iter().enumerate().filter_map(lies).collect(),
		};
		updates.first_error = updates.error();
		updates
	}

	/// What each member sends; nothing from who is absent.
	pub(super) fn of_round(&mut self, round: u32, previous: Option<&[i16]>) -> Vec<Option<Vec<i16>>> {
		let Task { dim, drift, .. } = self.setup.task;
		for (w, step) in self.optimum.iter_mut().zip(normals(&mut self.rng, dim, drift)) {
			*w += step;
		}
		let sent: Vec<_> = (0..self.setup.roles.len()).map(|member| self.of_member(member, round, previous)).collect();
		#[cfg(feature = "attacks")]
		let sent = self.with_lies(round, previous, sent);
		self.last.clone_from(&sent);
		sent
	}

	/// The same, with lies in place of what the liars would have sent. They see what all others send.
	#[cfg(feature = "attacks")]
	fn with_lies(
		&mut self,
		round: u32,
		previous: Option<&[i16]>,
		mut sent: Vec<Option<Vec<i16>>>,
	) -> Vec<Option<Vec<i16>>> {
		let lies = |member: usize| matches!(self.setup.roles[member], Role::Lies(_));
		let honest =
			sent.iter().enumerate().filter(|(member, _)| !lies(*member)).filter_map(|(_, lanes)| lanes.as_ref());
		let honest: Vec<Vec<f64>> = honest.map(|lanes| lanes.iter().map(|lane| f64::from(*lane)).collect()).collect();
		let count = self.liars.len();
		for (member, liar) in &mut self.liars {
			// Randomness of its own, so that a lie changes nobody else's.
			let seed = self.setup.seed ^ (u64::from(round) << 32) ^ ((*member as u64) << 56);
			let mut rng = ChaCha8Rng::seed_from_u64(seed);
			if let Some(lanes) = &mut sent[*member] {
				let against = Against { rule: &self.setup.rule, norm_bound: self.setup.norm_bound, previous };
				liar.lie_among(lanes, &honest, count, &against, &mut rng);
			}
		}
		sent
	}

	fn of_member(&mut self, member: usize, round: u32, previous: Option<&[i16]>) -> Option<Vec<i16>> {
		let Task { dim, step, noise, .. } = self.setup.task;
		let role = self.setup.roles[member];
		// Drawn for everybody, so that a role changes nobody else's randomness.
		let (there, noise) = (self.rng.random::<bool>(), normals(&mut self.rng, dim, noise));
		let last = |lane: usize| previous.map_or(0.0, |lanes| f64::from(lanes[lane]) / f64::from(1u32 << SCALE));
		let work = |lane: usize| step * (self.optimum[lane] + self.own[member][lane] - self.model[lane]) + noise[lane];
		let opposite =
			|lane: usize| step * (-self.optimum[lane] - self.own[member][lane] - self.model[lane]) + noise[lane];
		if role == Role::SendsAnOldUpdate {
			if let Some(old) = &self.last[(member + 1) % self.last.len()] {
				return Some(old.clone());
			}
		}
		let update = |lane: usize| match role {
			// Before there is an aggregate, who does no work sends noise.
			Role::FreeRider if previous.is_some() => last(lane),
			Role::FreeRider | Role::SendsAnOldUpdate => noise[lane],
			Role::NoisyFreeRider { from } if from <= round => last(lane) + noise[lane],
			Role::LearnsTheOpposite => opposite(lane),
			_ if role.flips(round) => -work(lane),
			_ => work(lane),
		};
		if role == Role::HalfAbsent && !there {
			return None;
		}
		let lanes = (0..dim).map(|lane| (update(lane) * f64::from(1u32 << SCALE)).round());
		Some(lanes.map(|lane| lane.clamp(-32_767.0, 32_767.0) as i16).collect())
	}

	/// Adds the aggregate to the model; returns the error then.
	pub(super) fn learn(&mut self, aggregate: &[i16]) -> f64 {
		for (w, lane) in self.model.iter_mut().zip(aggregate) {
			*w += f64::from(*lane) / f64::from(1u32 << SCALE);
		}
		self.error() / self.first_error
	}

	/// How far the model lies from a member's own optimum, by lane.
	pub(super) fn miss(&self, member: usize) -> Vec<f64> {
		let optimum = self.optimum.iter().zip(&self.own[member]).map(|(all, own)| all + own);
		self.model.iter().zip(optimum).map(|(model, optimum)| model - optimum).collect()
	}

	fn error(&self) -> f64 {
		self.model.iter().zip(&self.optimum).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
	}
}

/// Normal numbers, nearly: sums of four uniforms, one draw each. Only additions, so that they are the same everywhere.
pub(super) fn normals(rng: &mut ChaCha8Rng, count: usize, deviation: f64) -> Vec<f64> {
	// Four uniforms over 2^16 have the variance 4 · 2^32 / 12.
	let unit = deviation * 3.0f64.sqrt() / 65_536.0;
	let mut normal = || {
		let drawn = rng.next_u64();
		let sum: u64 = [0, 16, 32, 48].iter().map(|place| (drawn >> place) & 0xffff).sum();
		unit * (sum as f64 - 131_070.0)
	};
	(0..count).map(|_| normal()).collect()
}
