//! Which instructions the kernels use, found out when the program runs.

/// A set of kernels. All give the same bits.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Engine {
	/// Plain Rust, for any processor.
	Portable,
	/// 256-bit integer vectors. The token is the proof that the processor has them.
	#[cfg(target_arch = "x86_64")]
	Avx2(pulp::x86::V3),
}

impl Engine {
	/// The fastest set that this processor has.
	pub fn detect() -> Self {
		#[cfg(target_arch = "x86_64")]
		if let Some(simd) = pulp::x86::V3::try_new() {
			return Self::Avx2(simd);
		}
		Self::Portable
	}

	/// Runs plain code compiled for these instructions: the compiler widens its loops.
	pub(super) fn run(self, work: impl FnOnce()) {
		struct Work<F>(F);
		impl<F: FnOnce()> pulp::NullaryFnOnce for Work<F> {
			type Output = ();
			#[inline(always)]
			fn call(self) {
				(self.0)();
			}
		}
		match self {
			Self::Portable => work(),
			#[cfg(target_arch = "x86_64")]
			Self::Avx2(simd) => simd.vectorize(Work(work)),
		}
	}
}
