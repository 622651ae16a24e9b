@org.jspecify.annotations.NullMarked
package dev.berth.catalog.traffic;
