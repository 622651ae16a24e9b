@NullMarked
package dev.berth.catalog;

import org.jspecify.annotations.NullMarked;
