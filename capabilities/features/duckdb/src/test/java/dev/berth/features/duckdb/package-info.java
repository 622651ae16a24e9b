@NullMarked
package dev.berth.features.duckdb;

import org.jspecify.annotations.NullMarked;
