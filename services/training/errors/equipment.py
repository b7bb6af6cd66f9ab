"""What the asset register of an agency refuses."""

from __future__ import annotations

from shared.errors import Refusal


class NotAnAgency(
    Refusal,
    kind="invalid",
    indonesian="Register aset dimiliki perangkat daerah; {id} bukan perangkat daerah yang dikenal.",
):
    """An agency owns an asset register; {id} is no agency that is known."""


class AssetNumberTaken(Refusal, indonesian="Nomor aset ini sudah dipakai dalam register aset yang sama."):
    """This asset number is already used in the same asset register."""


class ConditionUnknown(
    Refusal, kind="invalid", indonesian="Kondisi {condition} tidak dikenal; yang dikenal: {conditions}."
):
    """The condition {condition} is not known; known are: {conditions}."""


class AcquiredInFuture(Refusal, kind="invalid", indonesian="Tanggal perolehan {on} belum tiba; hari ini {today}."):
    """The day of acquisition, {on}, is still to come; today is {today}."""


class EquipmentInUse(Refusal, indonesian="Barang ini tidak tersedia: {state}."):
    """This item is not available: {state}."""


class PhotosFull(Refusal, indonesian="Barang ini sudah mempunyai {maximum} foto; hapus satu lebih dulu."):
    """This item has {maximum} photos already: remove one first."""


class PhotoTwice(Refusal, indonesian="Foto ini sudah ada pada barang yang sama."):
    """This item has the same photo already."""
