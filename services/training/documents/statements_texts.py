"""The texts of a statement: Indonesian, then English."""

from __future__ import annotations

from collections.abc import Mapping

from shared.languages import Language

TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Rekening Koran Warga Binaan", "Statement of Account"),
    "running": ("Masohi · upah dan premi warga binaan", "Masohi · wages and premiums of inmates"),
    "law": ("UU 22/2022 Pasal 9, 12; PP 32/1999 Pasal 29", "UU 22/2022 art. 9, 12; PP 32/1999 art. 29"),
    "secret": ("Rahasia: data pribadi (UU 27/2022)", "Confidential: personal data (UU 27/2022)"),
    "name": ("Nama", "Name"),
    "register_number": ("Nomor register", "Register number"),
    "month": ("Bulan", "Month"),
    "made": ("Dibuat pada", "Made on"),
    "account_wage": ("Upah", "Wage"),
    "account_premium": ("Premi", "Premium"),
    "account_deposit": ("Titipan", "Deposits"),
    "day": ("Tanggal", "Day"),
    "what": ("Uraian", "What"),
    "document": ("Dokumen", "Document"),
    "debit": ("Keluar", "Out"),
    "credit": ("Masuk", "In"),
    "balance": ("Saldo", "Balance"),
    "opening": ("Saldo awal", "Opening balance"),
    "closing": ("Saldo akhir", "Closing balance"),
    "none": ("Belum ada rekening.", "There is no account yet."),
    "page": ("Halaman", "Page"),
    "kind_sale": ("Premi penjualan", "Share of a sale"),
    "kind_wage": ("Upah", "Wage"),
    "kind_deposit": ("Titipan", "Deposit"),
    "kind_withdrawal": ("Pengambilan", "Withdrawal"),
    "kind_payout": ("Pembayaran saat bebas", "Pay-out at release"),
    "kind_moved_out": ("Pindah ke lembaga lain", "Moved to another institution"),
    "kind_moved_in": ("Pindah dari lembaga lain", "Moved from another institution"),
    "kind_reversal": ("Pembatalan", "Reversal"),
    "need_family": ("keluarga", "family"),
    "need_goods": ("barang", "goods"),
    "need_other": ("lainnya", "other"),
    "need_community": ("masyarakat", "community"),
    "need_carried_over": ("dari buku lama", "from an older book"),
    "need_person": ("kepada yang bersangkutan", "to the person"),
    "need_heir": ("kepada ahli waris", "to an heir"),
    "need_proxy": ("kepada kuasa", "to a proxy"),
}


def text(name: str, language: Language) -> str:
    return TEXTS[name][language == "en"]


def rupiah(amount: int, language: Language) -> str:
    """`1.250.000`, in English `1,250,000`."""
    return f"{amount:,}" if language == "en" else f"{amount:,}".replace(",", ".")
