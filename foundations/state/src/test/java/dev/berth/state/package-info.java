/// Tests of the state's stores, one contract for both, and a PostgreSQL server for tests.
@NullMarked
package dev.berth.state;

import org.jspecify.annotations.NullMarked;
