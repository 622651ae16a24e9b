@NullMarked
package dev.berth.batch.jdbc;

import org.jspecify.annotations.NullMarked;
