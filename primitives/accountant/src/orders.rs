//! The orders at which costs are kept.
//!
//! Every integer from 2 to 64; then eight steps to the doubling up to 128, and four up to 1024. A conversion takes the order that
//! gives the least ε: small ones where much was spent, large ones where little was. On the grid of `tests/grid.rs` the best order is
//! among the integers up to 64 for nine points in ten; the large ones serve single releases at small sampling rates. A missing
//! order never makes ε too small, only too large.

/// How many orders there are.
pub const ORDER_COUNT: usize = 81;

/// Each order α with what the conversion gains at it, in units of 2^-64 nats, rounded down:
/// `ln α / (α − 1) + ln(α / (α − 1))`. A test computes them anew.
pub(crate) const ORDERS: [(u32, u128); ORDER_COUNT] = [
	(2, 0x1_62e4_2fef_a39e_f357),
	(3, 0xf46b_e388_6679_8486),
	(4, 0xbff1_983f_5f4d_f053),
	(5, 0xa020_f76e_eb69_1104),
	(6, 0x8a69_9344_4ff9_c046),
	(7, 0x7a7c_f266_5f40_e5b0),
	(8, 0x6e3b_706e_8521_e2bc),
	(9, 0x6476_b158_deff_1047),
	(10, 0x5c77_d1d8_e453_7106),
	(11, 0x55c9_182a_d35e_1f4e),
	(12, 0x501a_ffe7_2310_4b5d),
	(13, 0x4b35_b8e9_9730_b053),
	(14, 0x46f0_d64a_8a2e_e183),
	(15, 0x432e_4963_f47c_eeed),
	(16, 0x3fd7_38b3_6fc6_af83),
	(17, 0x3cd9_efe3_fdb0_46ce),
	(18, 0x3a28_7ca9_4717_4467),
	(19, 0x37b7_b97d_d73a_65ff),
	(20, 0x357e_a055_65dc_b8f0),
	(21, 0x3375_cda6_927b_763f),
	(22, 0x3197_24ad_f040_f5bc),
	(23, 0x2fdd_8afd_dd56_6da3),
	(24, 0x2e44_b4b1_e5a2_6f5c),
	(25, 0x2cc8_fcb5_fe18_f0c9),
	(26, 0x2b67_45f3_708d_cbda),
	(27, 0x2a1c_e322_718c_c539),
	(28, 0x28e7_83a1_43b4_f4d8),
	(29, 0x27c5_2422_2b0f_922f),
	(30, 0x26b4_0250_9bfc_5047),
	(31, 0x25b2_92c6_9ac6_221e),
	(32, 0x24bf_78d4_25fd_6764),
	(33, 0x23d9_7fb8_73c5_9116),
	(34, 0x22ff_9502_ef8b_52bc),
	(35, 0x2230_c3e2_7345_0c88),
	(36, 0x216c_3135_b52f_d6d3),
	(37, 0x20b1_1839_65a8_ec6d),
	(38, 0x1ffe_c7b7_c5f2_b436),
	(39, 0x1f54_9fa3_270a_abb5),
	(40, 0x1eb2_0f09_2726_1321),
	(41, 0x1e16_924f_f96b_8318),
	(42, 0x1d81_b1b1_bec8_82c4),
	(43, 0x1cf2_ffec_22c1_29b0),
	(44, 0x1c6a_191c_2bc7_f6a3),
	(45, 0x1be6_a1bf_9456_0b28),
	(46, 0x1b68_45d6_2331_6b63),
	(47, 0x1aee_b81e_645a_8153),
	(48, 0x1a79_b169_e40d_ddce),
	(49, 0x1a08_f005_aac3_3f4b),
	(50, 0x199c_3734_3ad9_ccf6),
	(51, 0x1933_4eb6_bc06_c885),
	(52, 0x18ce_0263_59d7_cbcd),
	(53, 0x186c_21c7_2507_c025),
	(54, 0x180d_7fd2_05b5_cf9d),
	(55, 0x17b1_f28b_80e8_3153),
	(56, 0x1759_52cf_3fe7_dba8),
	(57, 0x1703_7c10_6d57_4d46),
	(58, 0x16b0_4c23_1b93_e52a),
	(59, 0x165f_a30b_02e6_f795),
	(60, 0x1611_62ce_fd0f_0032),
	(61, 0x15c5_6f50_b75c_2e67),
	(62, 0x157b_ae28_2584_004c),
	(63, 0x1534_0682_4ddc_b087),
	(64, 0x14ee_6103_143f_2999),
	(72, 0x1300_2558_cac9_e693),
	(80, 0x116b_8f2a_7b66_cf70),
	(88, 0x1019_b654_2b9c_4deb),
	(96, 0xefa_f987_3669_a09b),
	(112, 0xd2d_a3f8_11f9_0eae),
	(128, 0xbc9_cf98_1155_9a64),
	(160, 0x9c6_c02e_a345_dd33),
	(192, 0x862_2de8_e434_de6d),
	(224, 0x75b_9e92_a254_14ad),
	(256, 0x691_a237_35b7_5dcf),
	(320, 0x56e_2d15_4f61_3414),
	(384, 0x4a5_1e03_6c87_12f8),
	(448, 0x411_7dba_3b1b_9bad),
	(512, 0x3a0_317f_4427_2804),
	(640, 0x2fd_2b7d_1764_907c),
	(768, 0x28d_1098_32d3_bd5e),
	(896, 0x23a_f5c5_551f_6b2b),
	(1024, 0x1fc_1440_50e0_bbab),
];

/// The orders, ascending.
pub fn orders() -> impl Iterator<Item = u32> {
	ORDERS.iter().map(|(order, _)| *order)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		bound::{Lower, Upper},
		nats::Nats,
		transcendental::{ln, LN_BITS},
	};

	#[test]
	fn the_gains_are_what_the_logarithms_say() {
		for (order, gain) in ORDERS {
			let below = u128::from(order) - 1;
			// ln α / (α − 1) + ln α − ln(α − 1), from below and from above.
			let low = ln(Lower::new(order.into(), 0));
			let low = low / below + low - ln(Upper::new(below, 0));
			let high = ln(Upper::new(order.into(), 0));
			let high = high.div_ceil(below) + high - ln(Lower::new(below, 0));
			let to_nats = LN_BITS - Nats::FRACTION_BITS;
			assert!(gain <= high >> to_nats && low >> to_nats <= gain, "{order}: {gain:x}");
			// The two floors agree: nothing is left to choose.
			assert_eq!(low >> to_nats, high >> to_nats, "{order}");
		}
	}

	#[test]
	fn orders_ascend_and_have_all_small_integers() {
		assert!(orders().zip(orders().skip(1)).all(|(a, b)| a < b));
		assert!(orders().take(63).eq(2..=64));
		assert_eq!(orders().last(), Some(1024));
	}
}
