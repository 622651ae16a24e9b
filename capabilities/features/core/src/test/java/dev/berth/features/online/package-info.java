/// Contract suites for stores: [OnlineStoreContract] and [StoreUnderLoadContract], which the tests
/// of every store extend.
@NullMarked
package dev.berth.features.online;

import org.jspecify.annotations.NullMarked;
