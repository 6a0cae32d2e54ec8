suluhCari("d3","551bb9",[["Situs contoh","../index.html","Halaman depan situs contoh.",[["","","Selamat datang. Hubungi 175."]]]])
