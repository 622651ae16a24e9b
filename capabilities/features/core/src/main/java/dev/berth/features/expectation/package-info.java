/// What is expected of the rows of a view, held against them each time they are materialized.
@NullMarked
package dev.berth.features.expectation;

import org.jspecify.annotations.NullMarked;
