suluhCari("d",0,[["Gagal masuk","../kendala/gagal/index.html","Bila tidak bisa masuk.",[["","",""],["sandi","Kata sandi lupa","Minta kata sandi baru. Telepon 175. Tulis di tempat aman."]]],
["Daftar \"akun\" & masuk","../panduan/daftar/index.html","Cara mendaftar \u003ccepat>.",[["","","Pembuka dengan miring, tebal, kode, dan https://example.org/?a=1&b=2."],["langkah","Langkah","Buka aplikasi. Isi data. Batasnya Rp15.000.000. Jangan bagikan PIN. Lihat klaim atau masalah. Kolom Angka a | b 1 c 22"],["setelah-itu","Setelah itu","Selesai Lambang"]]],
["Klaim","../panduan/klaim/index.html","Cara mengajukan klaim.",[["","",""],["syarat","Syarat","Ada 2.000 kantor; 61,70% memakai. Buka aplikasi. Isi data. Batasnya Rp15.000.000. Jangan bagikan PIN. Lihat klaim atau masalah. Kolom Angka a | b 1 c 22"]]],
["Situs contoh","../index.html","Halaman depan situs contoh.",[["","","Selamat datang. Hubungi 175."]]],
["Angka","../statistik/index.html","Angka contoh.",[["","","Sebanyak 1.234 dari 2.000 kantor. Grafik: 1.234 memakai"]]],
["Data","../data/index.html","Semua angka sebagai berkas terbuka.",[["","",""]]],
["Kendala","../kendala/index.html","Kendala",[["","",""]]],
["Panduan","../panduan/index.html","Panduan",[["","",""]]]])
