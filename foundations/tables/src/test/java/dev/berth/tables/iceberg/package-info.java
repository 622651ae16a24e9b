/// Tests of problems with tables of Iceberg; whole tables are read by the tests of the engines.
@NullMarked
package dev.berth.tables.iceberg;

import org.jspecify.annotations.NullMarked;
