"""Tests of what is read: each folder holds those of one surface."""
