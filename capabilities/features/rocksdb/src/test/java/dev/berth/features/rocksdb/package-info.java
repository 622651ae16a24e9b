@NullMarked
package dev.berth.features.rocksdb;

import org.jspecify.annotations.NullMarked;
